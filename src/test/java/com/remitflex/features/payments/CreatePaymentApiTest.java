package com.remitflex.features.payments;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertForbidden;
import static com.remitflex.testing.Answers.assertHasRequestId;
import static com.remitflex.testing.Answers.assertNumber;
import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.members;
import static com.remitflex.testing.Answers.payments;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.PayoutExample;
import com.remitflex.testing.TestServer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** POST /v1/payments; its 400s are in InvalidPaymentApiTest. */
class CreatePaymentApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  @Nested
  class Created201 {
    @Test
    void theFirstCurlOfTheDocsWorks() {
      ApiClient client = server.newClient(Scope.WRITE);

      Answer answer = client.post("/v1/payments", "{\"amount\": 100, \"currency\": \"USDC\"}");

      assertThat(answer.status()).isEqualTo(201);
      assertHasRequestId(answer);
      JsonNode payment = answer.json();
      assertThat(payment.path("status").asText()).isEqualTo("pending");
      assertThat(payment.path("corridor").asText()).isEqualTo("US-EU");
      assertThat(payment.path("destination_currency").asText()).isEqualTo("EUR");
      assertNumber(payment, "converted_amount", "92.25");
      assertNumber(payment, "fee", "0.5");
      assertThat(payment.path("recipient").path("account_number").asText())
          .isEqualTo("ES9121000418401234567891");
      assertBalance(client, "USDC", "999899.5", "100.5");
    }

    @ParameterizedTest
    @MethodSource("com.remitflex.testing.PayoutExample#all")
    void everyCorridorPaysItsRecipientAtItsRate(PayoutExample example) {
      ApiClient client = server.newClient(Scope.WRITE);

      Answer answer = client.post("/v1/payments", example.body("123.456789").toString());

      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      JsonNode payment = answer.json();
      assertThat(payment.path("corridor").asText()).isEqualTo(example.corridor());
      assertThat(payment.path("currency").asText()).isEqualTo(example.currency());
      assertThat(payment.path("destination_currency").asText())
          .isEqualTo(example.destinationCurrency());
      assertNumber(payment, "amount", "123.456789");
      assertNumber(payment, "exchange_rate", example.rate());
      BigDecimal converted =
          new BigDecimal("123.456789")
              .multiply(new BigDecimal(example.rate()))
              .setScale(2, RoundingMode.FLOOR);
      assertNumber(payment, "converted_amount", converted);
      assertNumber(payment, "fee", "0.617284");
      assertNumber(payment, "total_debited", "124.074073");
      assertBalance(client, example.currency(), "999875.925927", "124.074073");
      Instant created = Instant.parse(payment.path("created_at").asText());
      assertThat(Instant.parse(payment.path("estimated_delivery").asText()))
          .isEqualTo(created.plus(Duration.ofMinutes(example.usualMinutes())));
    }

    @Test
    void aFullPaymentHasExactlyTheFieldsOfTheSpec() {
      ApiClient client = server.newClient(Scope.WRITE);
      PaymentBody body =
          PayoutExample.SPAIN
              .body("100")
              .text("recipient.address", "Calle Mayor 1, Madrid")
              .text("corridor", "US-EU")
              .text("reference", "invoice 7 \uD83D\uDE00")
              .text("metadata.order", "o-1")
              .text("metadata.empty", "");

      JsonNode payment = client.post("/v1/payments", body.toString()).json();

      assertThat(members(payment))
          .containsExactlyInAnyOrder(
              "id",
              "environment",
              "status",
              "amount",
              "currency",
              "destination_currency",
              "converted_amount",
              "exchange_rate",
              "fee",
              "total_debited",
              "corridor",
              "recipient",
              "reference",
              "metadata",
              "created_at",
              "updated_at",
              "estimated_delivery");
      assertThat(IdPrefix.PAYMENT.matches(payment.path("id").asText())).isTrue();
      assertThat(payment.path("environment").asText()).isEqualTo("sandbox");
      assertThat(payment.path("reference").asText()).isEqualTo("invoice 7 \uD83D\uDE00");
      assertThat(members(payment.path("metadata"))).containsExactly("order", "empty");
      JsonNode recipient = payment.path("recipient");
      assertThat(members(recipient))
          .containsExactly("name", "account_number", "bank_code", "bank_country", "address");
      assertThat(recipient.path("name").asText()).isEqualTo("Ana García");
      assertThat(recipient.path("address").asText()).isEqualTo("Calle Mayor 1, Madrid");
      assertThat(payment.path("created_at").asText())
          .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")
          .isEqualTo(payment.path("updated_at").asText());
    }

    @Test
    void absentFieldsAreOmitted() {
      ApiClient client = server.newClient(Scope.WRITE);

      JsonNode payment =
          client.post("/v1/payments", PaymentBody.of("100", "USDC").toString()).json();

      assertThat(members(payment))
          .containsExactlyInAnyOrder(
              "id",
              "environment",
              "status",
              "amount",
              "currency",
              "destination_currency",
              "converted_amount",
              "exchange_rate",
              "fee",
              "total_debited",
              "corridor",
              "recipient",
              "created_at",
              "updated_at",
              "estimated_delivery");
      assertThat(members(payment.path("recipient")))
          .containsExactly("name", "account_number", "bank_code", "bank_country");
    }

    @Test
    void aPaymentToAnotherAccountIsSettledImmediately() {
      String payeeId = server.newAccount();
      ApiClient payer = server.newClient(Scope.WRITE);
      ApiClient payee = server.clientOf(payeeId, Environment.SANDBOX);

      Answer answer =
          payer.post(
              "/v1/payments",
              PaymentBody.of("25.500001", "EURC").text("destination", payeeId).toString());

      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      JsonNode payment = answer.json();
      assertThat(members(payment))
          .containsExactlyInAnyOrder(
              "id",
              "environment",
              "status",
              "amount",
              "currency",
              "destination_currency",
              "converted_amount",
              "exchange_rate",
              "fee",
              "total_debited",
              "destination",
              "created_at",
              "updated_at",
              "estimated_delivery");
      assertThat(payment.path("status").asText()).isEqualTo("settled");
      assertThat(payment.path("destination").asText()).isEqualTo(payeeId);
      assertNumber(payment, "converted_amount", "25.500001");
      assertNumber(payment, "exchange_rate", "1");
      assertNumber(payment, "fee", "0.127501");
      assertNumber(payment, "total_debited", "25.627502");
      assertBalance(payer, "EURC", "999974.372498", "0");
      assertBalance(payee, "EURC", "1000025.500001", "0");
      assertThat(payments(payee)).isZero();
    }

    @Test
    void aPaymentToAnotherAccountEmitsItsThreeEventsInOrder() {
      String payeeId = server.newAccount();
      ApiClient payer = server.newClient(Scope.WRITE);
      PaymentBody body = PaymentBody.of("1", "USDC").text("destination", payeeId);

      JsonNode first = timeline(payer, payer.post("/v1/payments", body.toString()));
      JsonNode second = timeline(payer, payer.post("/v1/payments", body.toString()));

      List<String> types = List.of("payment.created", "payment.processing", "payment.settled");
      assertThat(first.findValuesAsText("type")).isEqualTo(types);
      assertThat(first.findValuesAsText("seq")).containsExactly("2", "3", "4");
      assertThat(second.findValuesAsText("type")).isEqualTo(types);
      assertThat(second.findValuesAsText("seq")).containsExactly("5", "6", "7");
    }

    @Test
    void minimumAndMaximumOfEachCorridorAreAccepted() {
      for (PayoutExample example : PayoutExample.all()) {
        ApiClient client = server.newClient(Scope.WRITE);
        for (String amount : List.of(example.least(), example.most())) {
          Answer answer = client.post("/v1/payments", example.body(amount).toString());
          assertThat(answer.status()).as(example + " " + amount).isEqualTo(201);
        }
      }
    }

    @Test
    void anAmountOfFifteenDigitsStaysExact() {
      String payeeId = server.newAccount();
      ApiClient payer = server.newClient(Scope.WRITE);
      payer.post("/v1/sandbox/fund", "{\"amount\": 999999999.999999, \"currency\": \"USDC\"}");

      Answer answer =
          payer.post(
              "/v1/payments",
              PaymentBody.of("900719925.474093", "USDC").text("destination", payeeId).toString());

      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      assertNumber(answer.json(), "amount", "900719925.474093");
      assertNumber(answer.json(), "fee", "4503599.627371");
      assertNumber(answer.json(), "total_debited", "905223525.101464");
    }

    @Test
    void theMaximumLengthsOfReferenceAndMetadataAreAccepted() {
      ApiClient client = server.newClient(Scope.WRITE);
      PaymentBody body =
          PaymentBody.of("100", "USDC").text("reference", "\uD83D\uDE00".repeat(255));
      for (int i = 0; i < 50; i++) {
        body = body.text("metadata." + "k".repeat(38) + (10 + i), "é".repeat(500));
      }

      Answer answer = client.post("/v1/payments", body.toString());

      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      assertThat(answer.json().path("reference").asText()).isEqualTo("\uD83D\uDE00".repeat(255));
      assertThat(members(answer.json().path("metadata"))).hasSize(50);
      assertThat(client.get("/v1/payments/" + answer.json().path("id").asText()).json())
          .isEqualTo(answer.json());
    }

    @Test
    void anApiKeyInReferenceOrMetadataIsStoredAndShownMasked() {
      ApiClient client = server.newClient(Scope.WRITE);
      String key = client.key();
      String masked = key.substring(0, 12) + "…" + key.substring(53);
      PaymentBody body =
          PayoutExample.SPAIN
              .body("100")
              .text("reference", "paid with " + key)
              .text("recipient.address", key)
              .text("metadata.key", "Bearer " + key)
              .text("metadata.x" + key.substring(0, 39), "a name that is a part of a key");

      Answer answer = client.post("/v1/payments", body.toString(), "k-" + key);

      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      JsonNode payment = answer.json();
      assertThat(payment.path("reference").asText()).isEqualTo("paid with " + masked);
      assertThat(payment.path("metadata").path("key").asText()).isEqualTo("Bearer " + masked);
      assertThat(payment.path("recipient").path("address").asText()).isEqualTo(masked);
      assertThat(stored(payment.path("id").asText()))
          .hasSize(3)
          .noneMatch(row -> row.contains(key.substring(8, 33)));
    }

    @Test
    void aDegradedCorridorAcceptsPayments() {
      ApiClient client = server.newClient(Scope.WRITE);

      Answer answer =
          whileCorridorIs(
              "US-PH",
              "degraded",
              () -> client.post("/v1/payments", PayoutExample.PHILIPPINES.body("100").toString()));

      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }
  }

  @Nested
  class PaymentRequired402 {
    private static final PaymentBody ALL_OF_5000 = PaymentBody.of("4975.124378", "USDC");

    @Test
    void aBalanceOfExactlyAmountAndFeeIsEnough() {
      ApiClient client = clientThatHolds("5000");

      Answer answer = client.post("/v1/payments", ALL_OF_5000.toString());

      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      assertBalance(client, "USDC", "0", "5000");
    }

    @Test
    void oneMinorUnitLessThanAmountAndFeeIsNotEnough() {
      ApiClient client = clientThatHolds("4999.999999");

      Answer answer = client.post("/v1/payments", ALL_OF_5000.toString());

      assertRefused(answer, 402, "INSUFFICIENT_FUNDS");
      assertBalance(client, "USDC", "4999.999999", "0");
      assertThat(payments(client)).isEqualTo(1);
    }

    @Test
    void aPaymentToAnotherAccountNeedsItsFeeToo() {
      PaymentBody body = ALL_OF_5000.text("destination", server.newAccount());
      ApiClient rich = clientThatHolds("5000");
      ApiClient poor = clientThatHolds("4999.999999");

      assertThat(rich.post("/v1/payments", body.toString()).status()).isEqualTo(201);
      assertRefused(poor.post("/v1/payments", body.toString()), 402, "INSUFFICIENT_FUNDS");

      assertBalance(rich, "USDC", "0", "0");
      assertBalance(poor, "USDC", "4999.999999", "0");
    }

    @Test
    void theBalanceInAnotherCurrencyDoesNotCount() {
      ApiClient client = clientThatHolds("50");

      Answer answer = client.post("/v1/payments", PaymentBody.of("50", "USDC").toString());

      assertRefused(answer, 402, "INSUFFICIENT_FUNDS");
      assertBalance(client, "EURC", "1000000", "0");
    }

    @Test
    void heldFundsCannotBeSpentAgain() {
      ApiClient client = clientThatHolds("150");
      String body = PaymentBody.of("100", "USDC").toString();

      assertThat(client.post("/v1/payments", body).status()).isEqualTo(201);

      assertRefused(client.post("/v1/payments", body), 402, "INSUFFICIENT_FUNDS");
      assertBalance(client, "USDC", "49.5", "100.5");
    }

    /** A client whose account has paid all but this much of its USDC to another account. */
    private ApiClient clientThatHolds(String usdc) {
      ApiClient client = server.newClient(Scope.WRITE);
      BigDecimal total = new BigDecimal("1000000").subtract(new BigDecimal(usdc));
      BigDecimal amount =
          total.multiply(new BigDecimal(200)).divide(new BigDecimal(201), 6, RoundingMode.DOWN);
      PaymentBody body =
          PaymentBody.of(amount.toPlainString(), "USDC").text("destination", server.newAccount());
      client.post("/v1/payments", body.toString());
      assertBalance(client, "USDC", usdc, "0");
      return client;
    }
  }

  @Nested
  class Forbidden403 {
    @Test
    void aReadKeyCannotPay() {
      ApiClient client = server.newClient(Scope.READ);

      assertForbidden(
          client.post("/v1/payments", PaymentBody.of("100", "USDC").toString()), "write");

      assertThat(payments(client)).isZero();
    }

    @Test
    void theScopeIsCheckedBeforeTheBody() {
      ApiClient client = server.newClient(Scope.READ);

      assertForbidden(client.post("/v1/payments?x=1", "{"), "write");
      assertForbidden(client.post("/v1/payments", "{}", "not a key"), "write");
    }
  }

  @Nested
  class Unprocessable422 {
    @Test
    void anUnavailableCorridorIsRejectedAndNothingDebited() {
      ApiClient client = server.newClient(Scope.WRITE);
      String body = PayoutExample.MEXICO.body("100").toString();

      Answer answer =
          whileCorridorIs("US-MX", "unavailable", () -> client.post("/v1/payments", body, "again"));

      assertRefused(answer, 422, "CORRIDOR_UNAVAILABLE");
      assertBalance(client, "USDC", "1000000", "0");
      assertThat(client.post("/v1/payments", body, "again").status()).isEqualTo(201);
    }

    @Test
    void aLivePaymentWithoutARailIsRejectedAndNothingDebited() {
      String accountId = server.newVerifiedAccount();
      server.giveLive(accountId, Currency.USDC, 500_000_000);
      ApiClient client = server.clientOf(accountId, Environment.LIVE);

      Answer answer = client.post("/v1/payments", PayoutExample.SPAIN.body("100").toString());

      assertRefused(answer, 422, "RAIL_NOT_CONFIGURED");
      assertBalance(client, "USDC", "500", "0");
      assertThat(payments(client)).isZero();
    }
  }

  @Nested
  class TooManyRequests429 {
    @ParameterizedTest
    @ValueSource(strings = {"9999.99", "9999.990000"})
    void theAmount9999Point99IsAnsweredAsIfTheLimitWereExceeded(String amount) {
      ApiClient client = server.newClient(Scope.WRITE);

      Answer answer = client.post("/v1/payments", PaymentBody.of(amount, "USDC").toString(), "k");

      assertRefused(answer, 429, "RATE_LIMIT_EXCEEDED");
      assertThat(Integer.parseInt(answer.header("Retry-After").orElse(""))).isPositive();
      assertBalance(client, "USDC", "1000000", "0");
    }

    @Test
    void adjacentAmountsAreAccepted() {
      ApiClient client = server.newClient(Scope.WRITE);

      for (String amount : List.of("9999.989999", "9999.990001", "19999.99")) {
        Answer answer = client.post("/v1/payments", PaymentBody.of(amount, "USDC").toString());
        assertThat(answer.status()).as(amount).isEqualTo(201);
      }
    }
  }

  private static JsonNode timeline(ApiClient client, Answer created) {
    String id = created.json().path("id").asText();
    return client.get("/v1/payments/" + id + "?expand=events").json().path("events");
  }

  private static Answer whileCorridorIs(String corridor, String status, Supplier<Answer> request) {
    setCorridor(corridor, status);
    try {
      return request.get();
    } finally {
      setCorridor(corridor, "active");
    }
  }

  private static void setCorridor(String corridor, String status) {
    server
        .database()
        .use(h -> h.execute("UPDATE corridor SET status = ? WHERE id = ?", status, corridor));
  }

  /** Every row about payments, as text. */
  private static List<String> stored(String paymentId) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery(
                    """
                    SELECT p::text FROM payment p WHERE id = :id
                    UNION ALL SELECT e::text FROM event e WHERE subject = :id
                    UNION ALL SELECT i::text FROM idempotency i WHERE resource_id = :id
                    """)
                .bind("id", paymentId)
                .mapTo(String.class)
                .list());
  }
}
