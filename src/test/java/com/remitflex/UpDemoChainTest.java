package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.ServerProcess;
import com.remitflex.testing.TestDirectories;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `up --demo-chain` as a newcomer runs it: what it prints is all that is needed. */
@Tag("process")
@Tag("slow")
class UpDemoChainTest {
  @TempDir(factory = TestDirectories.class)
  static Path directory;

  @BeforeAll
  static void requireAnvil() {
    Anvil.assumeInstalled();
  }

  @Test
  void itReceivesALiveDepositAndSurvivesAKill() {
    try (ServerProcess server = new ServerProcess(directory, Map.of()).with("--demo-chain")) {
      try {
        follow(server.start());
      } finally {
        server.runHere("demo-chain", "stop");
      }
    }
  }

  private static void follow(ServerProcess server) {
    String output = server.output();
    String rpc = line(output, "RPC (http://127\\.0\\.0\\.1:[0-9]+)");
    String token = line(output, "USDC (0x[0-9a-fA-F]{40})");
    String address = line(output, "Deposit address (0x[0-9a-fA-F]{40})");
    ApiClient live =
        new ApiClient(server.port(), MintedSecrets.key(line(output, "(rf_live_\\S+)")));
    assertThat(server.runHere("demo-chain", "status").out())
        .contains("RPC " + rpc, "USDC " + token, "Treasury 10000 USDC");
    assertThat(server.runHere("deposits", "address", "demo", "--environment", "live").out())
        .contains(address);

    Ended sent = send(server, address, "25");
    assertThat(sent.out()).startsWith("Sent 25 USDC to " + address + " on the demo chain.");
    awaitAvailable(live, "25");
    ProcessHandle chain = chain();

    server.kill();
    assertThat(chain.isAlive()).isTrue();
    assertThat(send(server, address, "1.5").status()).isZero();
    server.start();
    assertThat(chain()).isEqualTo(chain);
    assertThat(server.errors()).contains("Adopting the demo chain");
    assertThat(server.output())
        .contains("RPC " + rpc, "USDC " + token, address, "keys create --environment live")
        .doesNotContain("rf_live_");
    awaitAvailable(live, "26.5");

    assertThat(server.runHere("doctor").out()).contains("ok    networks", "ok    deposits");
    server.terminate();
    assertThat(server.awaitEnd()).isZero();
    assertThat(chain.isAlive()).isFalse();
    assertThat(send(server, address, "1").err()).contains("No demo chain runs in");
    if (Seeded.isFull()) {
      continueAfterANormalStop(server, live, rpc, token, address);
    }
  }

  /** DemoChainTest shows the same of the chain alone. */
  private static void continueAfterANormalStop(
      ServerProcess server, ApiClient live, String rpc, String token, String address) {
    server.start();
    assertThat(server.output()).contains("RPC " + rpc, "USDC " + token, address);
    assertThat(send(server, address, "2").status()).isZero();
    awaitAvailable(live, "28.5");
  }

  private static Ended send(ServerProcess server, String address, String amount) {
    return server.runHere("demo-chain", "send", "--to", address, "--amount", amount);
  }

  private static String line(String output, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(output);
    assertThat(found.find()).as(pattern + " in " + output).isTrue();
    return found.group(1);
  }

  private static ProcessHandle chain() {
    return ProcessHandle.allProcesses()
        .filter(one -> one.info().command().orElse("").endsWith("anvil"))
        .filter(one ->
            List.of(one.info().arguments().orElse(new String[0])).stream()
                .anyMatch(argument -> argument.startsWith(real())))
        .findFirst()
        .orElseThrow();
  }

  private static String real() {
    try {
      return directory.toRealPath().toString();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void awaitAvailable(ApiClient live, String amount) {
    Await.until(
        amount + " USDC are available",
        () -> available(live),
        found -> found.filter(amount::equals).isPresent());
  }

  private static Optional<String> available(ApiClient live) {
    for (JsonNode balance : live.get("/v1/balances").json().path("data")) {
      if (balance.path("currency").asText().equals("USDC")) {
        return Optional.of(balance.path("available").asText());
      }
    }
    return Optional.empty();
  }
}
