package com.remitflex.features.exchange.conversions;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertNumber;
import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.accounts.HeadStore;
import com.remitflex.features.exchange.quotes.QuoteService;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Quotes and conversions over the API. */
class ConversionApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String QUOTE = "/v1/conversions/quote";
  private static final String EXECUTE = "/v1/conversions/execute";

  private final ApiClient client = server.newClient(Scope.WRITE);

  private static String body(String from, String to, String amount) {
    return "{\"from_currency\": \"%s\", \"to_currency\": \"%s\", \"amount\": %s}"
        .formatted(from, to, amount);
  }

  private static String destination(String from, String to, String amount) {
    return body(from, to, amount).replace("}", ", \"amount_type\": \"destination\"}");
  }

  private static JsonNode quoted(ApiClient client, String body) {
    Answer answer = client.post(QUOTE, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  private static String quoteId(ApiClient client, String from, String to, String amount) {
    return quoted(client, body(from, to, amount)).path("quote_id").asText();
  }

  private static Answer execute(ApiClient client, String quoteId) {
    return client.post(EXECUTE, "{\"quote_id\": \"%s\"}".formatted(quoteId));
  }

  private static JsonNode executed(ApiClient client, String quoteId) {
    Answer answer = execute(client, quoteId);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  private static String status(ApiClient client, String quoteId) {
    return client.get(QUOTE + "/" + quoteId).json().path("status").asText();
  }

  private static void assertGone(Answer answer, String quoteId) {
    assertRefused(answer, 404, "NOT_FOUND");
    assertThat(answer.json().at("/error/message").asText())
        .isEqualTo("Quote " + quoteId + " not found or has already been used.");
  }

  /** The engine's time has milliseconds. */
  private static void expire(String quoteId) {
    sql("UPDATE quote SET expires_at = clock_timestamp() - interval '1 ms' WHERE id = ?", quoteId);
  }

  private static void sql(String sql, Object... arguments) {
    server.database().use(handle -> handle.execute(sql, arguments));
  }

  @ParameterizedTest
  @CsvSource({
    "1000, USDC, EUR, 922.5, 2.5, 0.9225, 998997.5, 922.5",
    "5000, USDC, EURC, 4612.5, 12.5, 0.9225, 994987.5, 1004612.5",
    "500, USDC, MXN, 8537.5, 1.25, 17.075, 999498.75, 8537.5",
    "1000, USDC, USD, 999.5, 2.5, 0.9995, 998997.5, 999.5",
  })
  void theExamplesHoldExactly(
      String amount,
      String from,
      String to,
      String converted,
      String fee,
      String rate,
      String left,
      String received) {
    JsonNode quote = quoted(client, body(from, to, amount));

    assertNumber(quote, "amount", amount);
    assertNumber(quote, "converted_amount", converted);
    assertNumber(quote, "fee", fee);
    assertNumber(quote, "exchange_rate", rate);
    assertNumber(quote, "mid_market_rate", rate);
    assertThat(quote.path("spread_percent").asText()).as("without trailing zeros").isEqualTo("0");
    assertThat(quote.path("fee_currency").asText()).isEqualTo(from);
    assertThat(quote.path("rate_source").asText()).isEqualTo("fixed");
    Instant created = Instant.parse(quote.path("created_at").asText());
    assertThat(Instant.parse(quote.path("expires_at").asText()))
        .isEqualTo(created.plus(Duration.ofSeconds(30)));
    JsonNode conversion = executed(client, quote.path("quote_id").asText());
    assertNumber(conversion, "converted_amount", converted);
    assertNumber(conversion, "fee", fee);
    assertThat(conversion.path("status").asText()).isEqualTo("completed");
    assertBalance(client, from, left, "0");
    assertBalance(client, to, received, "0");
  }

  @Test
  void anExactDestinationAmountLeavesTheSurplusWithThePlatform() {
    JsonNode quote = quoted(client, destination("USDC", "MXN", "1000.01"));

    // 1000.01 / 17.075 is 58.565739…, of which the last unit is rounded up.
    assertNumber(quote, "amount", "58.56574");
    assertNumber(quote, "converted_amount", "1000.01");
    assertNumber(quote, "fee", "0.146415");
    executed(client, quote.path("quote_id").asText());
    assertBalance(client, "MXN", "1000.01", "0");
    assertBalance(client, "USDC", "999941.287845", "0");
  }

  @Test
  void fiatIsConvertedBack() {
    executed(client, quoteId(client, "USDC", "EUR", "1000"));

    JsonNode back = executed(client, quoteId(client, "EUR", "USDC", "900"));

    // 900 / 0.9225, by a rate of 1.08401084.
    assertNumber(back, "converted_amount", "975.609756");
    assertNumber(back, "fee", "2.25");
    assertBalance(client, "EUR", "20.25", "0");
    assertBalance(client, "USDC", "999973.109756", "0");
  }

  @Test
  void aQuoteIsUsedOnceAndThenNamesItsConversion() {
    String quoteId = quoteId(client, "USDC", "EUR", "100");
    assertThat(status(client, quoteId)).isEqualTo("open");

    JsonNode conversion = executed(client, quoteId);

    assertGone(execute(client, quoteId), quoteId);
    JsonNode quote = client.get(QUOTE + "/" + quoteId).json();
    assertThat(quote.path("status").asText()).isEqualTo("used");
    assertThat(quote.path("used_by")).isEqualTo(conversion.path("conversion_id"));
    String id = conversion.path("conversion_id").asText();
    assertThat(client.get("/v1/conversions/" + id).json()).isEqualTo(conversion);
    assertBalance(client, "EUR", "92.25", "0");
  }

  @Test
  void anExpiredQuoteIsRejectedByTheDatabasesTime() {
    String quoteId = quoteId(client, "USDC", "EUR", "100");
    expire(quoteId);

    Answer answer = execute(client, quoteId);

    assertRefused(answer, 422, "QUOTE_EXPIRED");
    assertThat(answer.json().at("/error/message").asText())
        .isEqualTo("Quote " + quoteId + " has expired. Please request a new quote.");
    assertThat(status(client, quoteId)).isEqualTo("expired");
    assertBalance(client, "USDC", "1000000", "0");
  }

  /** The quote is open when the request arrives, and expires while it waits for the head. */
  @Test
  void aQuoteThatExpiresDuringAWaitForTheLockIsRejected() throws Exception {
    String accountId = server.newAccount();
    ApiClient waiting = server.clientOf(accountId, Environment.SANDBOX);
    String quoteId = quoteId(waiting, "USDC", "EUR", "100");
    sql(
        "UPDATE quote SET expires_at = clock_timestamp() + interval '300 ms' WHERE id = ?",
        quoteId);
    Future<Answer> answer;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      answer =
          server
              .database()
              .inTransaction(handle -> {
                HeadStore.lock(handle, List.of(new HeadId(accountId, Environment.SANDBOX)));
                Future<Answer> sent = threads.submit(() -> execute(waiting, quoteId));
                handle.execute("SELECT pg_sleep(0.4)");
                return sent;
              });
    }

    assertRefused(answer.get(), 422, "QUOTE_EXPIRED");
  }

  @Test
  void unknownForeignAndMalformedQuotesAreNotFound() {
    String accountId = server.newVerifiedAccount();
    ApiClient owner = server.clientOf(accountId, Environment.SANDBOX);
    ApiClient live = server.clientOf(accountId, Environment.LIVE);
    String quoteId = quoteId(owner, "USDC", "EUR", "100");

    for (ApiClient other : List.of(client, live)) {
      assertGone(execute(other, quoteId), quoteId);
      assertRefused(other.get(QUOTE + "/" + quoteId), 404, "NOT_FOUND");
    }
    for (String id : List.of(IdPrefix.QUOTE.next(), "qt_", "x", "con_" + quoteId.substring(3))) {
      assertGone(execute(client, id), id);
      assertRefused(client.get(QUOTE + "/" + id), 404, "NOT_FOUND");
    }
    executed(owner, quoteId);
  }

  @Test
  void aConversionOfAnotherAccountIsNotFound() {
    JsonNode conversion = executed(client, quoteId(client, "USDC", "EUR", "100"));
    String path = "/v1/conversions/" + conversion.path("conversion_id").asText();

    assertRefused(server.newClient(Scope.READ).get(path), 404, "NOT_FOUND");
    assertRefused(client.get("/v1/conversions/con_x"), 404, "NOT_FOUND");
    assertRefused(client.get("/v1/conversions/quote"), 404, "NOT_FOUND");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | VALIDATION_ERROR | from_currency",
        "{\"from_currency\": \"USDC\"} | VALIDATION_ERROR | to_currency",
        "{\"from_currency\": \"USDC\", \"to_currency\": \"EUR\"} | VALIDATION_ERROR | amount",
        "{\"from_currency\": \"usdc\", \"to_currency\": \"EUR\", \"amount\": 1} |"
            + " INVALID_CURRENCY | from_currency",
        "{\"from_currency\": \"USDC\", \"to_currency\": \"XXX\", \"amount\": 1} |"
            + " INVALID_CURRENCY | to_currency",
        "{\"from_currency\": \"USDC\", \"to_currency\": 5, \"amount\": 1} | VALIDATION_ERROR |"
            + " to_currency",
        "{\"from_currency\": \"USDC\", \"to_currency\": \"USDC\", \"amount\": 1} |"
            + " INVALID_CURRENCY | to_currency",
        "{\"from_currency\": \"USDC\", \"to_currency\": \"EUR\", \"amount\": \"5\"} |"
            + " VALIDATION_ERROR | amount",
        "{\"from_currency\": \"USDC\", \"to_currency\": \"EUR\", \"amount\": 1e3} |"
            + " VALIDATION_ERROR | amount",
        "{\"from_currency\": \"USDC\", \"to_currency\": \"EUR\", \"amount\": 5,"
            + " \"amount_type\": \"both\"} | VALIDATION_ERROR | amount_type",
        "{\"from_currency\": \"USDC\", \"to_currency\": \"EUR\", \"amount\": 5, \"x\": 1} |"
            + " VALIDATION_ERROR | x",
      })
  void aMalformedQuoteRequestIsRejectedByItsField(String body, String code, String field) {
    assertRefused(client.post(QUOTE, body), 400, code, field);
  }

  @ParameterizedTest
  @CsvSource({
    "USDC, EUR, 0, INVALID_AMOUNT",
    "USDC, EUR, -5, INVALID_AMOUNT",
    "USDC, EUR, 0.000001, INVALID_AMOUNT",
    "USDC, EUR, 0.999999, INVALID_AMOUNT",
    "USDC, EUR, 500000.000001, INVALID_AMOUNT",
    "USDC, EUR, 1000000000, INVALID_AMOUNT",
    "USDC, EUR, 99999999999999999999, INVALID_AMOUNT",
    "NGN, USDC, 0.01, INVALID_AMOUNT",
    "USD, USDC, 9999999999999, INVALID_AMOUNT",
    "USDC, EUR, 1.0000001, VALIDATION_ERROR",
    "EUR, USDC, 1.001, VALIDATION_ERROR",
    "USDC, EUR, 999999999999999999999, VALIDATION_ERROR",
  })
  void anAmountOutsideTheBoundsIsRejected(String from, String to, String amount, String code) {
    assertRefused(client.post(QUOTE, body(from, to, amount)), 400, code, "amount");
  }

  @ParameterizedTest
  @CsvSource({
    "USDC, NGN, 10000000000000",
    "NGN, USDC, 1000000000",
    "USDC, EUR, 0.01",
  })
  void aDestinationAmountOutsideTheBoundsIsRejected(String from, String to, String amount) {
    assertRefused(
        client.post(QUOTE, destination(from, to, amount)), 400, "INVALID_AMOUNT", "amount");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "500000"})
  void theBoundsAreIncluded(String amount) {
    quoted(client, body("USDC", "EUR", amount));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"quote_id\": 5}", "{\"quote_id\": null}", "{\"quote_id\": \"\"}"})
  void aMalformedExecutionIsRejected(String body) {
    assertRefused(client.post(EXECUTE, body), 400, "VALIDATION_ERROR", "quote_id");
  }

  @Test
  void moreThanTheBalanceIsRejectedAndTheQuoteStaysOpen() {
    String quoteId = quoteId(client, "EUR", "USDC", "100");

    Answer answer = execute(client, quoteId);

    assertRefused(answer, 402, "INSUFFICIENT_FUNDS");
    assertThat(answer.json().at("/error/message").asText()).contains("100.25 EUR");
    assertThat(status(client, quoteId)).isEqualTo("open");
  }

  @Test
  void theFeeIsPartOfWhatTheBalanceMustCover() {
    executed(client, quoteId(client, "USDC", "EUR", "100"));

    assertRefused(
        execute(client, quoteId(client, "EUR", "USDC", "92.25")), 402, "INSUFFICIENT_FUNDS");
    executed(client, quoteId(client, "EUR", "USDC", "92.01"));
    assertBalance(client, "EUR", "0", "0");
  }

  @Test
  void suspendedConversionsAreRejected() {
    String quoteId = quoteId(client, "USDC", "EUR", "100");
    String suspend = "UPDATE corridor SET status = ? WHERE id = 'GLOBAL-SWAP'";
    sql(suspend, "unavailable");
    try {
      assertRefused(execute(client, quoteId), 422, "CORRIDOR_UNAVAILABLE");
      assertRefused(client.post(QUOTE, body("USDC", "EUR", "100")), 422, "CORRIDOR_UNAVAILABLE");
    } finally {
      sql(suspend, "active");
    }
    executed(client, quoteId);
  }

  @Test
  void aReadKeyCanNeitherQuoteNorConvert() {
    ApiClient reader = server.newClient(Scope.READ);

    assertThat(reader.post(QUOTE, body("USDC", "EUR", "1")).status()).isEqualTo(403);
    assertThat(execute(reader, IdPrefix.QUOTE.next()).status()).isEqualTo(403);
  }

  @Test
  void aConversionCountsAgainstTheLimitsOfItsKey() {
    ApiClient admin = server.newClient(Scope.ADMIN);
    Answer made =
        admin.post(
            "/v1/api-keys",
            "{\"name\": \"limited\", \"scope\": \"write\", \"money_limits\": {\"per_day\":"
                + " {\"amount\": 150, \"currency\": \"USD\"}}}");
    ApiClient limited = server.client(MintedSecrets.key(made.json().path("key").asText()));
    executed(limited, quoteId(limited, "USDC", "EUR", "100"));

    Answer second = execute(limited, quoteId(limited, "USDC", "EUR", "50.01"));

    assertRefused(second, 402, "LIMIT_EXCEEDED", "amount");
    assertThat(second.json().at("/error/message").asText()).contains("50 USD is left");
    executed(limited, quoteId(limited, "USDC", "EUR", "50"));
  }

  @Test
  void aRepeatedRequestGetsTheSameResponse() {
    Answer quote = client.post(QUOTE, body("USDC", "EUR", "100"), "q");
    assertThat(client.post(QUOTE, body("USDC", "EUR", "100"), "q").json()).isEqualTo(quote.json());
    String execution = "{\"quote_id\": \"%s\"}".formatted(quote.json().path("quote_id").asText());
    Answer first = client.post(EXECUTE, execution, "e");

    Answer again = client.post(EXECUTE, execution, "e");

    assertThat(again.status()).isEqualTo(201);
    assertThat(again.header("Idempotent-Replayed")).contains("true");
    assertThat(again.json()).isEqualTo(first.json());
    assertBalance(client, "EUR", "92.25", "0");
    assertRefused(
        client.post(EXECUTE, execution.replace("qt_", "qt_X"), "e"), 409, "IDEMPOTENCY_CONFLICT");
  }

  @Test
  void aConversionEmitsOneEvent() {
    JsonNode conversion = executed(client, quoteId(client, "USDC", "EUR", "100"));

    JsonNode events = client.get("/v1/events?type=conversion.completed").json().path("data");

    assertThat(events).hasSize(1);
    JsonNode data = events.path(0).path("data");
    assertThat(data.path("conversion_id")).isEqualTo(conversion.path("conversion_id"));
    assertNumber(data, "converted_amount", "92.25");
    assertThat(members(data)).doesNotContain("environment");
  }

  @Test
  void conversionsAreListedNewestFirstWithAnExactTotal() {
    for (String to : List.of("EUR", "EUR", "MXN")) {
      executed(client, quoteId(client, "USDC", to, "10"));
    }
    executed(client, quoteId(client, "EUR", "USDC", "5"));

    JsonNode first = client.get("/v1/conversions?limit=3").json();
    String cursor = first.at("/pagination/cursor").asText();
    JsonNode last = client.get("/v1/conversions?limit=3&cursor=" + cursor).json();

    assertThat(first.path("data")).hasSize(3);
    assertThat(first.at("/data/0/from_currency").asText()).isEqualTo("EUR");
    assertThat(last.path("data")).hasSize(1);
    assertThat(first.at("/pagination/total").asInt()).isEqualTo(4);
    JsonNode euros = client.get("/v1/conversions?to_currency=EUR").json();
    assertThat(euros.path("data")).hasSize(2);
    assertThat(euros.at("/pagination/total").asInt()).isEqualTo(2);
    assertRefused(
        client.get("/v1/conversions?from_currency=XXX"), 400, "INVALID_CURRENCY", "from_currency");
  }

  /** As the maintenance does. */
  @Test
  void quotesThatNobodyUsedAreDeletedADayAfterTheyExpired() {
    String unused = quoteId(client, "USDC", "EUR", "100");
    String used = quoteId(client, "USDC", "EUR", "100");
    String recent = quoteId(client, "USDC", "EUR", "100");
    executed(client, used);
    sql(
        "UPDATE quote SET expires_at = clock_timestamp() - interval '25 h' WHERE id IN (?, ?)",
        unused,
        used);

    assertThat(QuoteService.deleteUnused(server.database(), () -> false)).isEqualTo(1);

    assertRefused(client.get(QUOTE + "/" + unused), 404, "NOT_FOUND");
    assertThat(status(client, used)).isEqualTo("used");
    assertThat(status(client, recent)).isEqualTo("open");
  }

  @Test
  void liveHasNoRatesUnlessTheyAreConfigured() {
    String accountId = server.newVerifiedAccount();
    server.giveLive(accountId, Currency.USDC, 500_000_000);

    Answer answer =
        server.clientOf(accountId, Environment.LIVE).post(QUOTE, body("USDC", "EUR", "100"));

    assertRefused(answer, 503, "SERVICE_UNAVAILABLE");
    assertThat(answer.header("Retry-After")).contains("60");
    assertThat(answer.json().at("/error/message").asText())
        .isEqualTo(
            "The platform has no current exchange rate from USDC to EUR. Nothing was debited.");
  }

  @Test
  void ofManyConcurrentExecutionsOfAQuoteOneSucceeds() throws Exception {
    int quotes = Seeded.cases(3, 1_000);
    for (int i = 0; i < quotes; i++) {
      String quoteId = quoteId(client, "USDC", "EUR", "1");
      List<Future<Answer>> answers = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int racer = 0; racer < 64; racer++) {
          answers.add(threads.submit(() -> execute(client, quoteId)));
        }
      }
      int succeeded = 0;
      for (Future<Answer> answer : answers) {
        if (answer.get().status() == 201) {
          succeeded++;
        } else {
          assertGone(answer.get(), quoteId);
        }
      }
      assertThat(succeeded).isEqualTo(1);
    }
    assertThat(client.get("/v1/conversions?limit=1").json().at("/pagination/total").asInt())
        .isEqualTo(quotes);
  }
}
