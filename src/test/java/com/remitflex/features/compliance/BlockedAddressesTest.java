package com.remitflex.features.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.Await;
import com.remitflex.testing.CapturedLogs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of blocked addresses. */
class BlockedAddressesTest {
  private static final String ONE = "0x" + "1a".repeat(20);
  private static final String OTHER = "0x" + "2B".repeat(20);

  @RegisterExtension static final CapturedLogs logs = new CapturedLogs();

  @TempDir Path directory;

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("blocked.txt"), content);
  }

  @Test
  void aLineIsAnAddressAndMayEndWithAComment() throws IOException {
    Path file = file("# a list\n\n" + ONE + "\n  " + OTHER + "  # with a comment\r\n");

    assertThat(BlockedAddresses.read(file))
        .containsExactlyInAnyOrder(ONE, OTHER.toLowerCase(Locale.ROOT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0x12", "1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a", "0xg", "vitalik.eth", "0x 1"})
  void aLineThatIsNoAddressIsNamed(String line) throws IOException {
    Path file = file(ONE + "\n" + line + "\n");

    assertThatThrownBy(() -> BlockedAddresses.read(file))
        .isInstanceOf(BlockedAddresses.UnusableException.class)
        .hasMessageContaining("blocked.txt, line 2: '" + line + "' is not an address");
  }

  @Test
  void aFileThatIsMissingOrNotTextIsNamed() throws IOException {
    assertThatThrownBy(() -> BlockedAddresses.read(directory.resolve("none")))
        .hasMessageContaining("none does not exist");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> BlockedAddresses.read(binary)).hasMessageContaining("UTF-8");
  }

  @Test
  void aChangeIsReadAndABadFileLeavesTheLastListInUse() throws IOException {
    Path file = file(ONE + "\n");
    try (BlockedAddresses addresses = BlockedAddresses.start(file)) {
      assertThat(addresses.isBlocked(Environment.LIVE, ONE.toUpperCase(Locale.ROOT))).isTrue();
      assertThat(addresses.isBlocked(Environment.LIVE, OTHER)).isFalse();

      Files.writeString(file, ONE + "\nbroken\n", StandardCharsets.UTF_8);
      Await.until("the error is logged", () -> logs.text().contains("line 2: 'broken'"));
      assertThat(addresses.isBlocked(Environment.LIVE, ONE)).isTrue();

      Files.writeString(file, OTHER + "\n", StandardCharsets.UTF_8);
      Await.until("the change is read", () -> addresses.isBlocked(Environment.LIVE, OTHER));
      assertThat(addresses.isBlocked(Environment.LIVE, ONE)).isFalse();
    }
  }
}
