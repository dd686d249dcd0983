package com.remitflex.features.accounts.deposits.chain;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.DemoToken;
import com.remitflex.testing.NetworkFile;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestOperator;
import com.remitflex.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Live deposits on a real chain, which is final after three blocks. */
@Tag("process")
class ChainDepositsTest {
  private static final String XPUB =
      "xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDz"
          + "TJY47LJhkJ8UB7WEGuduB";

  private static final Path FILE =
      TestDatabase.secretsDirectory().resolve("networks-of-deposits.json");

  @Order(1)
  @RegisterExtension
  static final Anvil anvil = Anvil.forClass();

  private static DemoToken token;

  @Order(2)
  @RegisterExtension
  static final BeforeAllCallback network =
      context -> {
        token = DemoToken.deploy(anvil);
        token.mint(anvil.account(1), 1_000_000_000);
        String file = NetworkFile.of(token, anvil.url());
        Files.writeString(
            FILE, file.replace("\"treasury\"", "\"deposit_xpub\": \"" + XPUB + "\", \"treasury\""));
      };

  @Order(3)
  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_NETWORKS_FILE", FILE.toString()));

  private final String account = server.newVerifiedAccount();
  private final ApiClient client = server.clientOf(account, Environment.LIVE);

  private String address() {
    return client
        .post("/v1/deposit-addresses", "{\"network\": \"demo\"}")
        .json()
        .path("address")
        .asText();
  }

  private JsonNode await(String status, int confirmations) {
    return Await.until(
            "a deposit is " + status + " with confirmations: " + confirmations,
            () -> client.get("/v1/deposits").json().path("data"),
            list ->
                list.path(0).path("status").asText().equals(status)
                    && list.path(0).path("confirmations").asInt() == confirmations)
        .path(0);
  }

  @Test
  void aTransferIsPendingUntilItsBlockIsFinalThenCredited() {
    String hash = token.transfer(anvil.account(1), address(), 25_500_000);
    anvil.receipt(hash);

    JsonNode seen = await("pending", 1);
    assertThat(seen.path("transaction_hash").asText()).isEqualTo(hash);
    assertThat(seen.path("environment").asText()).isEqualTo("live");
    assertThat(client.get("/v1/balances").json().path("data")).isEmpty();
    anvil.mine(1);
    await("pending", 2);
    anvil.mine(2);

    JsonNode credited = await("credited", 4);
    assertThat(credited.path("id")).isEqualTo(seen.path("id"));
    assertBalance(client, "USDC", "25.5", "0");
    assertThat(server.run("doctor").out()).contains("ok    deposits");
  }

  @Test
  void aTransferThatAReorganisationRemovesIsDropped() {
    String hash = token.transfer(anvil.account(1), address(), 7_000_000);
    anvil.receipt(hash);
    anvil.mine(1);
    await("pending", 2);

    anvil.reorganise(2);
    anvil.mine(6);

    await("dropped", 0);
    assertThat(client.get("/v1/balances").json().path("data")).isEmpty();
  }

  /** At a deposit address, and at the treasury. */
  @Test
  void whatIsNotAcceptedIsShownAndNotCredited() {
    String address = address();
    DemoToken unknown = DemoToken.deploy(anvil, "Free Money", "USDC");
    unknown.mint(anvil.account(1), 100);
    String free = unknown.transfer(anvil.account(1), address, 42);
    anvil.receipt(free);
    String coin = anvil.sendCoin(anvil.account(1), address, "0x2a");
    anvil.receipt(coin);
    String toTreasury = anvil.sendCoin(anvil.account(1), anvil.account(8), "0x2b");
    anvil.receipt(toTreasury);
    anvil.mine(4);

    String out =
        Await.until(
            "all three are shown",
            () -> server.run("deposits", "unknown").out(),
            text -> text.contains(free) && text.contains(coin) && text.contains(toTreasury));

    assertThat(out.lines().filter(line -> line.contains(free)))
        .singleElement()
        .asString()
        .contains(address, "acc_", " 42")
        .containsIgnoringCase(unknown.address());
    assertThat(out.lines().filter(line -> line.contains(toTreasury)))
        .singleElement()
        .asString()
        .contains("native coin", " treasury ", " 43");
    assertThat(out).contains("demo: ", " transfers of unknown tokens", " transfers of native coin");
    assertThat(client.get("/v1/deposits").json().path("data")).isEmpty();
    assertThat(client.get("/v1/balances").json().path("data")).isEmpty();
    assertThat(
            server
                .browser()
                .signIn(server.newPerson(account, "owner"))
                .get("/dashboard/live/balances/deposits")
                .text())
        .contains("Not credited", "Native coin", free, coin)
        .doesNotContain(toTreasury);
    PageClient console = TestOperator.enrolled(server).browser();
    assertThat(console.get("/operator/deposits").text())
        .contains("Not credited", account, "Treasury", free, coin, toTreasury)
        .contains("of unknown tokens", "of native coin");
    Await.until(
        "the board shows the reconciliation",
        () ->
            console
                .get("/operator")
                .text()
                .matches("(?s).*Reconciliation.*agree with the chains.*demo at block [0-9]+.*"));
    assertThat(server.run("treasury", "status").out())
        .contains("Reconciliation: The ledgers ", "demo at block ", "Deposit addresses hold ");
  }

  @Test
  void aClosedNetworkGetsNoNewAddress() {
    String before = address();
    close("tokens.0.symbol: another one");
    try {
      ApiClient other = server.clientOf(server.newVerifiedAccount(), Environment.LIVE);
      assertRefused(
          other.post("/v1/deposit-addresses", "{\"network\": \"demo\"}"),
          503,
          "SERVICE_UNAVAILABLE");
      assertThat(address()).as("one that exists is shown").isEqualTo(before);
    } finally {
      close(null);
    }
  }

  private static void close(@Nullable String reason) {
    server
        .database()
        .use(handle -> handle.execute("UPDATE chain_network SET closed_reason = ?::text", reason));
  }

  @Test
  void onlyTheConfiguredNetworkHasAddressesAndNoPaymentGoesThere() {
    assertRefused(
        client.post("/v1/deposit-addresses", "{\"network\": \"base\"}"),
        422,
        "RAIL_NOT_CONFIGURED",
        "network");
    assertThat(address()).matches("0x[0-9a-fA-F]{40}");
    assertThat(client.get("/v1/deposit-addresses").json().path("data")).hasSize(1);
    List<JsonNode> accepted =
        List.copyOf(
            client
                .get("/v1/deposit-addresses")
                .json()
                .path("data")
                .path(0)
                .path("accepted")
                .findParents("currency"));
    assertThat(accepted).singleElement();
  }
}
