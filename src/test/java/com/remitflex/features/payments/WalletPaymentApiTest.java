package com.remitflex.features.payments;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertNumber;
import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.PayoutExample;
import com.remitflex.testing.TestServer;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** POST /v1/payments to a wallet. */
class WalletPaymentApiTest {
  private static final String ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "600",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0"));

  private final ApiClient client = server.newClient(Scope.WRITE);

  private static PaymentBody wallet(String amount) {
    return PaymentBody.of(amount, "USDC")
        .text("recipient.wallet.network", "base")
        .text("recipient.wallet.address", ADDRESS);
  }

  private Answer post(PaymentBody body) {
    return client.post("/v1/payments", body.toString());
  }

  @Nested
  class Created201 {
    @Test
    void theWalletIsTheRecipientAndTheCurrencyStaysTheSame() {
      Answer answer = post(wallet("100"));

      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      JsonNode payment = answer.json();
      assertThat(payment.path("recipient").toString())
          .isEqualTo("{\"wallet\":{\"network\":\"base\",\"address\":\"" + ADDRESS + "\"}}");
      assertThat(payment.path("destination_currency").asText()).isEqualTo("USDC");
      assertThat(payment.path("corridor").asText()).isEqualTo("GLOBAL-SWAP");
      assertNumber(payment, "converted_amount", "100");
      assertNumber(payment, "fee", "0.5");
      assertThat(payment.has("settlement")).isFalse();
      assertThat(payment.has("destination")).isFalse();
    }

    @Test
    void anAddressInLowerCaseIsStoredWithItsChecksum() {
      JsonNode payment =
          post(wallet("100").text("recipient.wallet.address", ADDRESS.toLowerCase(Locale.ROOT)))
              .json();

      assertThat(payment.at("/recipient/wallet/address").asText()).isEqualTo(ADDRESS);
    }

    @Test
    void anotherStablecoinCanArrive() {
      JsonNode payment = post(wallet("108").text("destination_currency", "EURC")).json();

      assertThat(payment.path("destination_currency").asText()).isEqualTo("EURC");
      assertNumber(payment, "converted_amount", "99.63");
    }
  }

  @Nested
  class Life {
    @Test
    void theTransactionIsSeenWhileProcessingAndThePaymentEndsAsSettled() {
      String path = "/v1/payments/" + post(wallet("100")).json().path("id").asText();

      JsonNode seen =
          Payments.await(client, path, "has a settlement", payment -> payment.has("settlement"));
      assertThat(seen.path("status").asText()).isEqualTo("processing");
      assertThat(seen.at("/settlement/network").asText()).isEqualTo("base");
      assertThat(seen.at("/settlement/transaction_hash").asText()).matches("0x[0-9a-f]{64}");
      assertThat(seen.at("/settlement/confirmations").asLong()).isEqualTo(1);

      JsonNode settled = Payments.await(client, path, "settled");
      assertThat(settled.at("/settlement/transaction_hash"))
          .isEqualTo(seen.at("/settlement/transaction_hash"));
      assertThat(settled.at("/settlement/block")).isEqualTo(seen.at("/settlement/block"));
      assertThat(settled.at("/settlement/confirmations").asLong()).isEqualTo(3);
      assertThat(settled.path("events").findValuesAsText("type"))
          .containsExactly("payment.created", "payment.processing", "payment.settled");
      assertBalance(client, "USDC", "999899.5", "0");
    }

    @ParameterizedTest
    @CsvSource({"100.01, INSUFFICIENT_FUNDS", "100.02, RAIL_FAILED"})
    void aReservedAmountFailsWithItsReasonAndIsRefunded(String amount, String reason) {
      String path = "/v1/payments/" + post(wallet(amount)).json().path("id").asText();

      JsonNode failed = Payments.await(client, path, "failed");

      assertThat(failed.path("failure_reason").asText()).isEqualTo(reason);
      assertThat(failed.has("settlement")).isFalse();
      assertBalance(client, "USDC", "1000000", "0");
    }

    @Test
    void aPaymentToABankHasNoSettlement() {
      String path =
          "/v1/payments/" + post(PayoutExample.SPAIN.body("100")).json().path("id").asText();

      assertThat(Payments.await(client, path, "delivered").has("settlement")).isFalse();
    }
  }

  @Nested
  class Rejected {
    private void assertRejected(PaymentBody body, String code, String field) {
      assertRefused(post(body), 400, code, field);
      assertBalance(client, "USDC", "1000000", "0");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
          "0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
          "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
          "0x0000000000000000000000000000000000000000",
          "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
        })
    void anAddressThatCannotBePaid(String address) {
      assertRejected(
          wallet("100").text("recipient.wallet.address", address),
          "INVALID_RECIPIENT",
          "recipient.wallet.address");
    }

    @Test
    void anUnknownNetwork() {
      assertRejected(
          wallet("100").text("recipient.wallet.network", "bitcoin"),
          "INVALID_RECIPIENT",
          "recipient.wallet.network");
    }

    @Test
    void aFiatCurrency() {
      assertRejected(
          wallet("100").text("destination_currency", "EUR"),
          "INVALID_CURRENCY",
          "destination_currency");
    }

    @Test
    void aWalletTogetherWithAnythingElse() {
      assertRejected(
          wallet("100").text("recipient.name", "Maria Garcia"),
          "VALIDATION_ERROR",
          "recipient.name");
      assertRejected(
          wallet("100").text("recipient.wallet.memo", "1"),
          "VALIDATION_ERROR",
          "recipient.wallet.memo");
      assertRejected(
          wallet("100").text("destination", server.newAccount()),
          "VALIDATION_ERROR",
          "destination");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "[]", "\"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\""})
    void aWalletOfAnotherType(String json) {
      assertRejected(
          PaymentBody.of("100", "USDC").json("recipient.wallet", json),
          "VALIDATION_ERROR",
          "recipient.wallet");
    }

    @Test
    void aWalletWithoutNetworkOrAddress() {
      for (String field : new String[] {"recipient.wallet.network", "recipient.wallet.address"}) {
        assertRejected(wallet("100").without(field), "VALIDATION_ERROR", field);
      }
    }
  }

  @Nested
  class Live {
    @Test
    void withoutARailNothingIsDebited() {
      ApiClient live = server.clientOf(server.newVerifiedAccount(), Environment.LIVE);

      Answer answer = live.post("/v1/payments", wallet("100").toString());

      assertRefused(answer, 422, "RAIL_NOT_CONFIGURED");
      assertThat(answer.text()).contains("wallets on base");
    }
  }
}
