package com.remitflex.features.treasury;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertNumber;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.LiveNetwork;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestDirectories;
import com.remitflex.testing.TestServer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Live payments in one currency that arrive on a real chain in another: what the ledger owes in
 * each currency, with the FX position, is what the treasury holds.
 */
@Tag("process")
class ConvertingPayoutTest {
  private static final Map<String, String> SETTINGS = new HashMap<>();
  private static final long TREASURY = 1_000_000_000;

  @Order(1)
  @RegisterExtension
  static final Anvil anvil = Anvil.forClass();

  private static LiveNetwork network;
  private static String funding = "";

  @Order(2)
  @RegisterExtension
  static final BeforeAllCallback chain =
      context -> {
        Path directory = TestDirectories.createOrFail("converting");
        network = LiveNetwork.create(anvil, directory, 1);
        funding = network.token().mint(network.treasury().text(), TREASURY);
        anvil.receipt(funding);
        Path rates = directory.resolve("rates.json");
        Files.writeString(
            rates,
            """
            {"sources": [{"name": "desk", "type": "fixed", "rates": [
              {"from": "EURC", "to": "USDC", "rate": 1.0837},
              {"from": "EURC", "to": "EUR", "rate": 1},
              {"from": "USDC", "to": "USD", "rate": 1}]}],
             "spread_basis_points": 10}
            """);
        SETTINGS.putAll(network.settings(anvil.url()));
        SETTINGS.put("REMITFLEX_RATES_FILE", rates.toString());
      };

  @Order(3)
  @RegisterExtension
  static final TestServer server = TestServer.with(SETTINGS);

  private final String account = server.newVerifiedAccount();
  private final ApiClient client = server.clientOf(account, Environment.LIVE);

  private static PaymentBody payout(String amount, EvmAddress wallet) {
    return PaymentBody.of(amount, "EURC")
        .text("destination_currency", "USDC")
        .text("recipient.wallet.network", "demo")
        .text("recipient.wallet.address", wallet.text());
  }

  private JsonNode pay(PaymentBody body) {
    return Await.until(
            "the rail is open",
            () -> client.post("/v1/payments", body.toString()),
            answer -> answer.status() == 201 || answer.status() == 400)
        .json();
  }

  private void awaitSettled(String id) {
    Await.until(
        id + " is settled",
        () -> {
          anvil.mine(1);
          return client.get("/v1/payments/" + id).json().path("status").asText().equals("settled");
        });
  }

  /** The operator's own money, which the ledger does not know by itself. */
  private static void record(String transaction) {
    Await.until(
        transaction + " is recorded",
        Duration.ofMinutes(1),
        () -> {
          anvil.mine(1);
          return server.run(
              "treasury", "record", "--network", "demo", "--transaction", transaction);
        },
        ended -> ended.status() == 0);
  }

  /** The proof agrees; a difference is found once the chain and the ledger are read. */
  private static void assertProved() {
    Await.until(
        "the ledgers agree",
        Duration.ofMinutes(1),
        () -> {
          anvil.mine(1);
          return server.run("reconcile");
        },
        ended -> ended.status() == 0 && ended.out().contains("The ledgers agree"));
  }

  private static BigInteger held() {
    return network.balance(network.treasury());
  }

  @Test
  void theEquationHoldsWithAPayoutThatConverts() {
    record(funding);
    server.giveLive(account, Currency.EURC, 500_000_000);
    EvmAddress first = network.newWallet();
    EvmAddress second = network.newWallet();

    JsonNode direct = pay(payout("100", first));
    // 1.0837 less 0.1%, rounded down.
    assertNumber(direct, "exchange_rate", "1.0826163");
    assertNumber(direct, "converted_amount", "108.26163");
    awaitSettled(direct.path("id").asText());
    assertThat(network.balance(first)).isEqualTo(BigInteger.valueOf(108_261_630));
    assertProved();

    Answer quote =
        client.post(
            "/v1/conversions/quote",
            "{\"from_currency\": \"EURC\", \"to_currency\": \"USDC\", \"amount\": 33.333333,"
                + " \"amount_type\": \"destination\"}");
    assertThat(quote.status()).as(quote.text()).isEqualTo(201);
    String amount = quote.json().path("amount").asText();
    JsonNode quoted =
        pay(payout(amount, second).text("quote_id", quote.json().path("quote_id").asText()));
    assertNumber(quoted, "converted_amount", "33.333333");
    awaitSettled(quoted.path("id").asText());
    assertThat(network.balance(second)).isEqualTo(BigInteger.valueOf(33_333_333));
    assertThat(held()).isEqualTo(BigInteger.valueOf(TREASURY - 108_261_630 - 33_333_333));
    assertProved();

    Answer back =
        client.post(
            "/v1/conversions/quote",
            "{\"from_currency\": \"EURC\", \"to_currency\": \"USDC\", \"amount\": 10}");
    Answer converted =
        client.post(
            "/v1/conversions/execute",
            "{\"quote_id\": \"" + back.json().path("quote_id").asText() + "\"}");
    assertThat(converted.status()).as(converted.text()).isEqualTo(201);
    assertBalance(client, "USDC", "10.826163", "0");
    assertProved();

    // It is no formality: one unit that the ledger does not know is a difference.
    String stray = network.token().mint(network.treasury().text(), 1);
    anvil.receipt(stray);
    Await.until(
        "the difference is found",
        Duration.ofMinutes(1),
        () -> {
          anvil.mine(1);
          return server.run("reconcile");
        },
        ended -> ended.status() != 0);
    record(stray);
    assertProved();
  }
}
