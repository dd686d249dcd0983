package com.remitflex.features.rails.evm.payouts;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.LiveNetwork;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestDirectories;
import com.remitflex.testing.TestServer;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** POST /v1/payments with a live key to a wallet, on a real chain. */
@Tag("process")
class LivePaymentApiTest {
  private static final Map<String, String> SETTINGS = new HashMap<>();

  @Order(1)
  @RegisterExtension
  static final Anvil anvil = Anvil.forClass();

  private static LiveNetwork network;

  @Order(2)
  @RegisterExtension
  static final BeforeAllCallback chain =
      context -> {
        Path directory = TestDirectories.createOrFail("live");
        network = LiveNetwork.create(anvil, directory, 1);
        network.fundTreasury(1_000_000_000);
        SETTINGS.putAll(network.settings(anvil.url()));
      };

  @Order(3)
  @RegisterExtension
  static final TestServer server = TestServer.with(SETTINGS);

  private final String account = server.newVerifiedAccount();
  private final ApiClient client = server.clientOf(account, Environment.LIVE);

  @BeforeEach
  void fund() {
    server.giveLive(account, Currency.USDC, 100_000_000);
  }

  private ApiClient.Answer pay(String amount, EvmAddress wallet) {
    return client.post(
        "/v1/payments",
        PaymentBody.of(amount, "USDC")
            .text("recipient.wallet.network", "demo")
            .text("recipient.wallet.address", wallet.text())
            .toString());
  }

  private JsonNode await(String id, String what, Predicate<JsonNode> fits) {
    return Await.until(what, () -> client.get("/v1/payments/" + id).json(), fits);
  }

  @Test
  void aWalletIsPaidAndTheConfirmationsGrow() {
    EvmAddress wallet = network.newWallet();
    JsonNode created = pay("25", wallet).json();
    assertThat(created.path("fee").decimalValue()).isEqualByComparingTo("0.375");
    assertThat(created.path("total_debited").decimalValue()).isEqualByComparingTo("25.375");
    String id = created.path("id").asText();

    JsonNode seen =
        await(id, "one confirmation", one -> one.at("/settlement/confirmations").asInt() == 1);
    assertThat(seen.path("status").asText()).isEqualTo("processing");
    assertThat(network.balance(wallet)).isEqualTo(BigInteger.valueOf(25_000_000));
    anvil.mine(1);
    await(id, "two confirmations", one -> one.at("/settlement/confirmations").asInt() == 2);
    anvil.mine(2);

    JsonNode settled = await(id, "settled", one -> one.path("status").asText().equals("settled"));
    assertThat(settled.at("/settlement/network").asText()).isEqualTo("demo");
    assertThat(settled.at("/settlement/transaction_hash"))
        .isEqualTo(seen.at("/settlement/transaction_hash"));
    assertThat(network.balance(wallet)).isEqualTo(BigInteger.valueOf(25_000_000));
  }

  @Test
  void addressesOfThePlatformAndTheTokenAreRejected() {
    assertRefused(
        pay("5", network.treasury()), 400, "INVALID_RECIPIENT", "recipient.wallet.address");
    assertRefused(
        pay("5", network.relayers().getFirst()),
        400,
        "INVALID_RECIPIENT",
        "recipient.wallet.address");
    assertRefused(
        pay("5", EvmAddress.parse(network.token().address()).orElseThrow()),
        400,
        "INVALID_RECIPIENT",
        "recipient.wallet.address");
    assertRefused(pay("5", EvmAddress.ZERO), 400, "INVALID_RECIPIENT", "recipient.wallet.address");
  }

  @Test
  void withoutARailForNetworkOrCurrencyNothingIsDebited() {
    PaymentBody body =
        PaymentBody.of("5", "USDC").text("recipient.wallet.address", network.newWallet().text());
    assertRefused(
        client.post("/v1/payments", body.text("recipient.wallet.network", "base").toString()),
        422,
        "RAIL_NOT_CONFIGURED");
    assertRefused(
        client.post(
            "/v1/payments",
            PaymentBody.of("5", "PYUSD")
                .text("recipient.wallet.address", network.newWallet().text())
                .text("recipient.wallet.network", "demo")
                .toString()),
        422,
        "RAIL_NOT_CONFIGURED");
    assertThat(client.get("/v1/balances").json().at("/data/0/available").asInt()).isEqualTo(100);
  }
}
