package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Anvil;
import com.remitflex.testing.Await;
import com.remitflex.testing.DemoToken;
import com.remitflex.testing.Ended;
import com.remitflex.testing.NetworkFile;
import com.remitflex.testing.ServerProcess;
import com.remitflex.testing.TestDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A server with a file of networks, as an operator runs it. */
@Tag("process")
class NetworksTest {
  @RegisterExtension static final Anvil anvil = Anvil.forClass();

  @TempDir(factory = TestDirectories.class)
  static Path directory;

  @Test
  void aWrongValueClosesOneRailAndAKillLosesNothing() throws IOException {
    DemoToken token = DemoToken.deploy(anvil);
    token.mint(anvil.account(1), 1_000);
    Path file = directory.resolve("networks.json");
    String right = NetworkFile.of(token, anvil.url());
    Files.writeString(file, right.replace("\"decimals\"", "\"symbol\": \"EURC\", \"decimals\""));
    Map<String, String> settings = Map.of("REMITFLEX_NETWORKS_FILE", file.toString());
    try (ServerProcess server = ServerProcess.onTestDatabase(directory, settings).start()) {
      Ended doctor =
          Await.until(
              "doctor knows the reason",
              () -> server.runHere("doctor"),
              ended -> ended.out().contains("demo is closed: tokens.0.symbol"));
      assertThat(doctor.status()).isEqualTo(1);
      assertThat(server.isReady()).isTrue();

      server.kill();
      Files.writeString(file, right);
      server.start();
      awaitHead(server);
      String treasury = anvil.account(8);
      String transfer = token.transfer(anvil.account(1), treasury, 100);
      anvil.receipt(transfer);
      assertThat(server.runHere("treasury", "pause", "demo", "--reason", "a drill").status())
          .isZero();
      server.kill();
      anvil.mine(3);
      server.start();

      Await.until("it is final", () -> "final".equals(state(server, transfer)));
      // The treasury was paid from outside.
      String[] record = {"treasury", "record", "--network", "demo", "--transaction", transfer};
      assertThat(server.runHere(record).status()).isZero();
      Ended whole =
          Await.until(
              "the books have the transfer",
              () -> server.runHere("doctor"),
              one -> one.status() == 0);
      assertThat(whole.out()).contains("ok    networks", "ok    treasury");
      assertTreasury(server);
    }
  }

  /** The pause outlived the kill; the balances are those of the chain. */
  private static void assertTreasury(ServerProcess server) {
    Ended paused = server.runHere("treasury", "status");
    assertThat(paused.status()).isEqualTo(1);
    assertThat(paused.out())
        .contains("demo, since ", "by operator (paused by an operator): a drill")
        .contains("Network demo (chain 31337): open, its rail is paused")
        .containsPattern("Blocks +newest \\d+, final \\d+")
        .containsPattern("Node +127.0.0.1:\\d+, newest block \\d+")
        .containsIgnoringCase(anvil.account(8))
        .contains("0.000100 USDC", "of the native coin for gas")
        .contains("Signer: not configured.", "Held deposits: none.");
    Ended resumed = server.runHere("treasury", "resume", "demo", "--reason", "it is over");
    assertThat(resumed.out()).as(resumed.err()).contains("demo is not paused.");
    // An alert about the transfer may end a moment after the books have it.
    Await.until(
        "nothing is paused, closed or reported",
        () -> server.runHere("treasury", "status"),
        status -> status.status() == 0);
    assertThat(server.runHere("treasury", "pause", "dmeo", "--reason", "x").err())
        .contains("No rail has this name. The rails are: sandbox, demo.");
  }

  private static void awaitHead(ServerProcess server) {
    long height = anvil.height();
    Await.until("the chain is followed", () -> head(server) >= height);
  }

  private static long head(ServerProcess server) {
    return Jdbi.create(server.databaseUrl())
        .withHandle(handle ->
            handle
                .createQuery("SELECT coalesce(max(head_height), -1) FROM chain_network")
                .mapTo(Long.class)
                .one());
  }

  private static String state(ServerProcess server, String transfer) {
    return Jdbi.create(server.databaseUrl())
        .withHandle(handle ->
            handle
                .createQuery("SELECT max(state) FROM chain_transfer WHERE transaction_hash = :hash")
                .bind("hash", transfer)
                .mapTo(String.class)
                .findOne()
                .orElse(""));
  }
}
