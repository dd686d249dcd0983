package com.remitflex.features.rails.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Anvil;
import com.remitflex.testing.DemoToken;
import com.remitflex.testing.TestDirectories;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The token of the demo chain and of the tests, on a real node. */
@Tag("process")
class DemoTokenTest {
  @RegisterExtension static final Anvil anvil = Anvil.forClass();

  @TempDir(factory = TestDirectories.class)
  static Path directory;

  @Test
  void theStoredBytecodeIsThatOfTheSources() throws IOException, InterruptedException {
    Path compiled = directory.resolve("DemoToken.json");
    Process compiler =
        new ProcessBuilder("node", "ops/demo-chain/compile.mjs", compiled.toString())
            .inheritIO()
            .start();

    assertThat(compiler.waitFor()).isZero();
    assertThat(compiled).hasSameTextualContentAs(DemoToken.COMPILED);
  }

  @Test
  void itMovesUnlessItIsPausedOrAnAddressIsBlocked() {
    DemoToken token = DemoToken.deploy(anvil);
    String from = anvil.account(1);
    String to = anvil.account(2);
    token.mint(from, 10);

    assertThat(status(token.transfer(from, to, 1))).isEqualTo("0x1");
    token.pause();
    assertThat(status(token.transfer(from, to, 1))).isEqualTo("0x0");
    token.unpause();
    token.block(to);
    assertThat(status(token.transfer(from, to, 1))).isEqualTo("0x0");
    token.unblock(to);
    assertThat(status(token.transfer(from, to, 1))).isEqualTo("0x1");
    assertThat(token.balance(to)).isEqualTo(BigInteger.TWO);
  }

  @Test
  void aReorganisationTakesATransferBack() {
    DemoToken token = DemoToken.deploy(anvil);
    token.mint(anvil.account(3), 5);
    String before = anvil.blockHash(anvil.height());

    anvil.reorganise(1);

    assertThat(anvil.blockHash(anvil.height())).isNotEqualTo(before);
    assertThat(token.balance(anvil.account(3))).isZero();
  }

  /** A lock file of this place would not install anywhere else. */
  @Test
  void theLockFileNamesNoRegistry() throws IOException {
    assertThat(Files.readString(Path.of("ops", "demo-chain", "package-lock.json")))
        .doesNotContain("\"resolved\"", "http:", "https://registry");
  }

  private static String status(String hash) {
    return anvil.receipt(hash).get("status").textValue();
  }
}
