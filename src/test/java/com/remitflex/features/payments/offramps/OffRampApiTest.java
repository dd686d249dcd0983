package com.remitflex.features.payments.offramps;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertForbidden;
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
import com.remitflex.testing.Await;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** POST and GET /v1/off-ramps, and the life of an off-ramp in the sandbox. */
class OffRampApiTest {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0",
              "REMITFLEX_SANDBOX_RETURNED_MILLIS", "100",
              "REMITFLEX_SANDBOX_REVIEW_MILLIS", "300"));

  private static final String PATH = "/v1/off-ramps";

  private final ApiClient client = server.newClient(Scope.WRITE);

  /** To a German bank. */
  private static PaymentBody toEurope(String amount, String source) {
    return PaymentBody.empty()
        .json("amount", amount)
        .text("source_currency", source)
        .text("destination_currency", "EUR")
        .text("bank_account.account_holder_name", "Example GmbH")
        .text("bank_account.account_number", "DE89370400440532013000")
        .text("bank_account.bank_name", "Commerzbank")
        .text("bank_account.bank_country", "DE");
  }

  private static PaymentBody toAmerica(String amount, String source) {
    return toEurope(amount, source)
        .text("destination_currency", "USD")
        .text("bank_account.account_number", "000123456789")
        .text("bank_account.bank_country", "US")
        .text("bank_account.routing_number", "021000021");
  }

  private String create(PaymentBody body) {
    Answer answer = client.post(PATH, body.toString());
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return PATH + "/" + answer.json().path("id").asText();
  }

  private JsonNode await(String path, String status) {
    return Await.until(
        path + " is " + status,
        () -> client.get(path + "?expand=events").json(),
        offRamp -> offRamp.path("status").asText().equals(status));
  }

  private String quote(String from, String to, String amount) {
    Answer answer =
        client.post(
            "/v1/conversions/quote",
            PaymentBody.empty()
                .text("from_currency", from)
                .text("to_currency", to)
                .json("amount", amount)
                .toString());
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("quote_id").asText();
  }

  private void convert(String from, String to, String amount) {
    String body = PaymentBody.empty().text("quote_id", quote(from, to, amount)).toString();
    assertThat(client.post("/v1/conversions/execute", body).status()).isEqualTo(201);
  }

  private JsonNode lastEvent(String type) {
    JsonNode events = client.get("/v1/events?limit=100").json().path("data");
    return StreamSupport.stream(events.spliterator(), false)
        .filter(event -> event.path("type").asText().equals(type))
        .findFirst()
        .orElseThrow()
        .path("data");
  }

  @Nested
  class Created201 {
    @Test
    void holdsAmountAndFeeAndHasTheFieldsOfTheContract() {
      Answer answer =
          client.post(
              PATH,
              toEurope("1000", "USDC")
                  .text("bank_account.currency", "EUR")
                  .text("reference", "cash-out 7")
                  .text("metadata.book", "12")
                  .toString());

      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      JsonNode offRamp = answer.json();
      assertThat(IdPrefix.OFF_RAMP.matches(offRamp.path("id").asText())).isTrue();
      assertThat(members(offRamp))
          .containsExactly(
              "id",
              "environment",
              "status",
              "amount",
              "source_currency",
              "destination_currency",
              "converted_amount",
              "exchange_rate",
              "fee",
              "total_debited",
              "bank_account",
              "reference",
              "metadata",
              "created_at",
              "updated_at",
              "estimated_settlement");
      assertThat(offRamp.path("status").asText()).isEqualTo("pending");
      assertNumber(offRamp, "converted_amount", "922.5");
      assertNumber(offRamp, "exchange_rate", "0.9225");
      assertNumber(offRamp, "fee", "2.5");
      assertNumber(offRamp, "total_debited", "1002.5");
      assertThat(members(offRamp.path("bank_account")))
          .containsExactly(
              "account_holder_name", "account_number", "bank_name", "bank_country", "currency");
    }

    @Test
    void isDeliveredAndThePositionOfThePlatformChangesHands() {
      String path = create(toEurope("1000", "USDC"));

      JsonNode offRamp = await(path, "delivered");

      assertThat(offRamp.path("events").findValuesAsText("type"))
          .containsExactly("offramp.processing", "offramp.settled", "offramp.delivered");
      assertBalance(client, "USDC", "998997.5", "0");
      JsonNode data = lastEvent("offramp.settled");
      assertThat(members(data))
          .containsExactly(
              "offramp_id",
              "status",
              "amount",
              "source_currency",
              "destination_currency",
              "converted_amount",
              "fee",
              "bank_account",
              "settled_at");
      assertThat(payments(client)).isZero();
    }

    @Test
    void aFiatBalanceIsPaidOutInItsOwnCurrencyAndInAnother() {
      convert("USDC", "USD", "2000");
      assertBalance(client, "USD", "1999", "0");

      JsonNode same = await(create(toAmerica("1000", "USD")), "delivered");
      JsonNode other = await(create(toEurope("500", "USD")), "delivered");

      assertNumber(same, "converted_amount", "1000");
      assertNumber(same, "exchange_rate", "1");
      assertThat(same.path("bank_account").path("routing_number").asText()).isEqualTo("021000021");
      assertNumber(other, "converted_amount", "461.48");
      // 1,000 with a fee of 2.50, and 500 with a fee of 1.25.
      assertBalance(client, "USD", "495.25", "0");
    }

    /** Its first three digits are the bank's code; the message for a wrong code would mislead. */
    @Test
    void aClabeNeedsNoBankCode() {
      PaymentBody body =
          toEurope("100", "USDC")
              .text("destination_currency", "MXN")
              .text("bank_account.account_number", "032180000118359719")
              .text("bank_account.bank_country", "MX");

      JsonNode account = client.get(create(body)).json().path("bank_account");

      assertThat(account.path("account_number").asText()).isEqualTo("032180000118359719");
      assertThat(account.has("bank_code")).isFalse();
      assertRefused(
          client.post(PATH, body.text("bank_account.bank_code", "014").toString()),
          400,
          "INVALID_RECIPIENT",
          "bank_account.bank_code");
    }

    @Test
    void aQuoteSetsThePriceAndIsUsedOnce() {
      String quote = quote("USDC", "EUR", "1000");
      PaymentBody body = toEurope("1000", "USDC").text("quote_id", quote);

      JsonNode offRamp = client.post(PATH, body.toString()).json();

      assertThat(offRamp.path("quote_id").asText()).isEqualTo(quote);
      assertNumber(offRamp, "converted_amount", "922.5");
      assertNumber(offRamp, "fee", "2.5");
      assertRefused(client.post(PATH, body.toString()), 404, "NOT_FOUND");
    }

    @Test
    void theAliasCreatesAndFindsTheSame() {
      Answer answer = client.post("/v1/offramp", toEurope("100", "EURC").toString());
      String id = answer.json().path("id").asText();

      assertThat(answer.status()).isEqualTo(201);
      assertThat(client.get("/v1/offramp/" + id).json().path("id").asText()).isEqualTo(id);
      assertThat(client.get(PATH + "/" + id).status()).isEqualTo(200);
    }

    @Test
    void aRepeatedRequestHasOneEffect() {
      String body = toEurope("100", "USDC").toString();

      String first = client.post(PATH, body, "once").json().path("id").asText();
      Answer second = client.post(PATH, body, "once");

      assertThat(second.header("Idempotent-Replayed")).contains("true");
      assertThat(second.json().path("id").asText()).isEqualTo(first);
      assertNumber(client.get(PATH).json().path("pagination"), "total", "1");
    }
  }

  @Nested
  class Ends {
    @ParameterizedTest
    @CsvSource({"100.01, INSUFFICIENT_FUNDS", "100.02, RECIPIENT_BANK_REJECTED"})
    void aReservedAmountFailsAndIsRefunded(String amount, String reason) {
      JsonNode offRamp = await(create(toEurope(amount, "USDC")), "failed");

      assertThat(offRamp.path("failure_reason").asText()).isEqualTo(reason);
      assertNumber(offRamp, "fee", "0");
      assertNumber(offRamp, "total_debited", "0");
      assertBalance(client, "USDC", "1000000", "0");
    }

    @Test
    void aReviewIsApprovedAutomatically() {
      JsonNode offRamp = await(create(toEurope("100.03", "USDC")), "delivered");

      assertThat(offRamp.path("events").findValuesAsText("type"))
          .containsExactly(
              "compliance.review_required",
              "compliance.approved",
              "offramp.processing",
              "offramp.settled",
              "offramp.delivered");
      assertThat(lastEvent("compliance.approved").path("offramp_id").asText())
          .isEqualTo(offRamp.path("id").asText());
    }

    @Test
    void aBankReturnsTheMoneyToTheBalanceInItsCurrency() {
      JsonNode offRamp = await(create(toEurope("100.04", "USDC")), "returned");

      assertThat(offRamp.path("events").findValuesAsText("type"))
          .containsExactly(
              "offramp.processing", "offramp.settled", "offramp.delivered", "offramp.returned");
      assertNumber(offRamp, "returned_amount", "92.28");
      assertNumber(offRamp, "fee", "0.2501");
      assertThat(offRamp.path("return_reason").path("code").asText()).isEqualTo("AC04");
      assertThat(offRamp.path("returned_at")).isEqualTo(offRamp.path("updated_at"));
      assertBalance(client, "EUR", "92.28", "0");
      assertBalance(client, "USDC", "999899.7099", "0");
      assertNumber(lastEvent("offramp.returned"), "returned_amount", "92.28");
    }

    @Test
    void cannotBeCancelled() {
      String path = create(toEurope("100.03", "USDC"));

      assertRefused(client.delete(path), 405, "METHOD_NOT_ALLOWED");
      String id = path.substring(PATH.length());
      assertRefused(client.delete("/v1/payments" + id), 404, "NOT_FOUND");
      assertRefused(client.get("/v1/payments" + id), 404, "NOT_FOUND");
    }
  }

  @Nested
  class Lists {
    @Test
    void hasPagesFiltersAndAnExactTotalWithoutPayments() {
      for (int i = 1; i <= 3; i++) {
        create(toEurope("10" + i, "USDC").text("reference", "r" + i));
      }
      String rejected = create(toEurope("100.01", "EURC"));
      client.post("/v1/payments", PaymentBody.of("100", "USDC").toString());
      await(rejected, "failed");

      JsonNode first = client.get(PATH + "?limit=3").json();
      assertNumber(first.path("pagination"), "total", "4");
      assertThat(first.path("data")).hasSize(3);
      String cursor = first.path("pagination").path("cursor").asText();
      JsonNode second = client.get(PATH + "?limit=3&cursor=" + cursor).json();
      assertThat(second.path("data").findValuesAsText("reference")).containsExactly("r1");
      assertTotal("?status=failed", 1);
      assertTotal("?source_currency=USDC", 3);
      assertTotal("?reference=r2", 1);
      assertTotal("?created_before=2020-01-01T00:00:00.000Z", 0);
      assertThat(payments(client)).isEqualTo(1);
      assertRefused(
          client.get(PATH + "?source_currency=usdc"), 400, "INVALID_CURRENCY", "source_currency");
    }

    private void assertTotal(String query, int expected) {
      JsonNode list = client.get(PATH + query).json();
      assertNumber(list.path("pagination"), "total", "" + expected);
      assertThat(list.path("data")).hasSize(expected);
    }

    @Test
    void thoseCreatedTogetherHaveAnOrder() {
      List<String> paths =
          java.util.stream.IntStream.range(0, 30)
              .parallel()
              .mapToObj(i -> create(toEurope("1" + i, "USDC")))
              .toList();

      JsonNode list = client.get(PATH + "?limit=100").json().path("data");

      assertThat(list.findValuesAsText("id"))
          .containsExactlyInAnyOrderElementsOf(
              paths.stream().map(path -> path.substring(PATH.length() + 1)).toList());
    }
  }

  @Nested
  class Rejected {
    @ParameterizedTest
    @CsvSource({
      "bank_account.account_number, DE89370400440532013001, INVALID_RECIPIENT",
      "bank_account.account_number, FR1420041010050500013M02606, INVALID_RECIPIENT",
      "bank_account.account_holder_name, '\u200b', INVALID_RECIPIENT",
      "bank_account.bank_country, US, INVALID_RECIPIENT",
      "bank_account.bank_country, de, INVALID_RECIPIENT",
      "bank_account.bank_code, NOBIC, INVALID_RECIPIENT",
      "bank_account.bank_name, '\u200b', INVALID_RECIPIENT",
      "bank_account.currency, USD, INVALID_CURRENCY",
      "destination_currency, USDC, INVALID_CURRENCY",
      "source_currency, XXX, INVALID_CURRENCY",
      "quote_id, nothing, NOT_FOUND",
    })
    void aWrongFieldIsNamed(String field, String value, String code) {
      Answer answer = client.post(PATH, toEurope("100", "USDC").text(field, value).toString());

      assertRefused(answer, code.equals("NOT_FOUND") ? 404 : 400, code, field);
      assertBalance(client, "USDC", "1000000", "0");
    }

    @Test
    void eachCountryHasItsOwnCode() {
      String routing = "bank_account.routing_number";
      String code = "bank_account.bank_code";
      assertRejected(toAmerica("100", "USDC").text(routing, "021000022"), routing);
      assertRejected(toAmerica("100", "USDC").without(routing), routing);
      assertRejected(toAmerica("100", "USDC").without(routing).text(code, "021000021"), code);
      assertRejected(toAmerica("100", "USDC").text(code, "021000021"), code);
      assertRejected(toEurope("100", "USDC").text(routing, "021000021"), routing);
    }

    private void assertRejected(PaymentBody body, String field) {
      assertRefused(client.post(PATH, body.toString()), 400, "INVALID_RECIPIENT", field);
    }

    @Test
    void aMissingFieldIsNamed() {
      for (String field :
          List.of(
              "amount",
              "source_currency",
              "destination_currency",
              "bank_account",
              "bank_account.account_holder_name",
              "bank_account.account_number",
              "bank_account.bank_name",
              "bank_account.bank_country")) {
        Answer answer = client.post(PATH, toEurope("100", "USDC").without(field).toString());
        assertRefused(answer, 400, "VALIDATION_ERROR", field);
      }
      assertRefused(
          client.post(PATH, toEurope("100", "USDC").text("status", "settled").toString()),
          400,
          "VALIDATION_ERROR",
          "status");
    }

    @Test
    void aQuoteForSomethingElseIsNotUsed() {
      String quote = quote("USDC", "EUR", "1000");

      assertRefused(
          client.post(PATH, toEurope("999", "USDC").text("quote_id", quote).toString()),
          400,
          "VALIDATION_ERROR",
          "amount");
      assertRefused(
          client.post(PATH, toEurope("1000", "EURC").text("quote_id", quote).toString()),
          400,
          "VALIDATION_ERROR",
          "quote_id");
      assertThat(
              client
                  .post(PATH, toEurope("1000", "USDC").text("quote_id", quote).toString())
                  .status())
          .isEqualTo(201);
    }

    @Test
    void moreThanTheBalanceAndLessThanACent() {
      assertRefused(
          client.post(PATH, toEurope("1000000", "USDC").toString()), 402, "INSUFFICIENT_FUNDS");
      assertRefused(client.post(PATH, toEurope("1", "USD").toString()), 402, "INSUFFICIENT_FUNDS");
      assertRefused(
          client.post(PATH, toEurope("0.000001", "USDC").toString()),
          400,
          "INVALID_AMOUNT",
          "amount");
      assertRefused(
          client.post(PATH, toEurope("9999.99", "USDC").toString()), 429, "RATE_LIMIT_EXCEEDED");
    }

    @Test
    void liveHasNoRailYet() {
      String account = server.newVerifiedAccount();
      server.giveLive(account, Currency.USDC, 10_000_000_000L);
      ApiClient live = server.clientOf(account, Environment.LIVE);

      Answer answer = live.post(PATH, toAmerica("100", "USDC").toString());

      assertThat(answer.errorCode()).as(answer.text()).isIn("RAIL_NOT_CONFIGURED");
      assertThat(answer.status()).isEqualTo(422);
      assertBalance(live, "USDC", "10000", "0");
    }

    @Test
    void aReadKeyCannotCreate() {
      assertForbidden(
          server.newClient(Scope.READ).post(PATH, toEurope("100", "USDC").toString()), "write");
    }

    @Test
    void anotherAccountDoesNotSeeIt() {
      String path = create(toEurope("100", "USDC"));

      assertRefused(server.newClient(Scope.ADMIN).get(path), 404, "NOT_FOUND");
    }
  }
}
