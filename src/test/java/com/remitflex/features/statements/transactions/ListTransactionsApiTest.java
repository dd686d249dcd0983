package com.remitflex.features.statements.transactions;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.PastMovements;
import com.remitflex.testing.PastMovements.Entry;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestServer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * GET /v1/transactions: the owner can explain every cent of random payments, off-ramps,
 * conversions, refunds, returns and deposits.
 */
class ListTransactionsApiTest {
  private static final int STEPS = Seeded.cases(60, 2_000);

  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0",
              "REMITFLEX_SANDBOX_RETURNED_MILLIS", "0",
              "REMITFLEX_SANDBOX_BLOCK_MILLIS", "10"));

  private static final Random random = Seeded.random(ListTransactionsApiTest.class);

  /** The request that created each payment or deposit. */
  private static final Map<String, String> requests = new HashMap<>();

  private static String account;
  private static String otherAccount;
  private static ApiClient client;
  private static ApiClient other;
  private static String deposit;
  private static String transfer;
  private static String conversion;
  private static String offRamp;

  @BeforeAll
  static void moveMoney() {
    account = server.newAccount();
    otherAccount = server.newAccount();
    client = server.clientOf(account, Environment.SANDBOX);
    other = server.clientOf(otherAccount, Environment.SANDBOX);
    deposit = deposit();
    transfer = pay(PaymentBody.of("12.34", "USDC").text("destination", otherAccount));
    // What random steps could leave out.
    convert("USDC", "EUR", "200");
    offRamp = created(client.post("/v1/off-ramps", offRamp("50.04", "USDC").toString()));
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    Await.until(() ->
        client.get("/v1/deposits/" + deposit).json().path("status").asText().equals("credited"));
    Await.until(() -> unfinished() == 0);
  }

  private static void step() {
    String currency = List.of("USDC", "EURC").get(random.nextInt(2));
    String cents = List.of("00", "01", "02", "04", "37").get(random.nextInt(5));
    String amount = (20 + random.nextInt(100)) + "." + cents;
    switch (random.nextInt(9)) {
      case 0 -> pay(PaymentBody.of(amount, currency).text("destination", otherAccount));
      case 1 -> client.delete("/v1/payments/" + pay(PaymentBody.of(amount, currency)));
      case 2 ->
          assertThat(
                  client
                      .post(
                          "/v1/sandbox/fund",
                          "{\"amount\": %s, \"currency\": \"%s\"}".formatted(amount, currency))
                      .status())
              .isEqualTo(200);
      case 3 -> convert(currency, List.of("EUR", "PYUSD").get(random.nextInt(2)), amount);
      case 4, 5 -> created(client.post("/v1/off-ramps", offRamp(amount, currency).toString()));
      default -> pay(PaymentBody.of(amount, currency));
    }
  }

  private static void convert(String from, String to, String amount) {
    Answer quote =
        client.post(
            "/v1/conversions/quote",
            PaymentBody.empty()
                .text("from_currency", from)
                .text("to_currency", to)
                .json("amount", amount)
                .toString());
    String id = quote.json().path("quote_id").asText();
    Answer executed =
        client.post(
            "/v1/conversions/execute", PaymentBody.empty().text("quote_id", id).toString());
    assertThat(executed.status()).as(executed.text()).isEqualTo(201);
    conversion = executed.json().path("conversion_id").asText();
    requests.put(conversion, executed.header("X-Request-Id").orElseThrow());
  }

  private static PaymentBody offRamp(String amount, String currency) {
    return PaymentBody.empty()
        .json("amount", amount)
        .text("source_currency", currency)
        .text("destination_currency", "EUR")
        .text("bank_account.account_holder_name", "Example GmbH")
        .text("bank_account.account_number", "DE89370400440532013000")
        .text("bank_account.bank_name", "Commerzbank")
        .text("bank_account.bank_country", "DE");
  }

  private static String pay(PaymentBody body) {
    return created(client.post("/v1/payments", body.toString()));
  }

  private static String deposit() {
    return created(
        client.post(
            "/v1/sandbox/deposits",
            "{\"amount\": 25, \"currency\": \"USDC\", \"network\": \"base\"}"));
  }

  private static String created(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    String id = answer.json().path("id").asText();
    requests.put(id, answer.header("X-Request-Id").orElseThrow());
    return id;
  }

  private static long unfinished() {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT (SELECT count(*) FROM payment_due) + (SELECT count(*) FROM rail_order)")
                .mapTo(Long.class)
                .one());
  }

  private static List<JsonNode> all(ApiClient from, String query) {
    List<JsonNode> found = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page =
          from.get("/v1/transactions?limit=" + (1 + random.nextInt(30)) + query + cursor).json();
      page.path("data").forEach(found::add);
      assertThat(page.path("pagination").path("has_more").asBoolean())
          .isEqualTo(!page.path("pagination").path("cursor").isNull());
      JsonNode next = page.path("pagination").path("cursor");
      cursor = next.isNull() ? "" : "&cursor=" + next.asText();
    } while (!cursor.isEmpty());
    return found;
  }

  private static long total(String query) {
    return client
        .get("/v1/transactions?limit=1" + query)
        .json()
        .path("pagination")
        .path("total")
        .asLong();
  }

  private static BigDecimal number(JsonNode object, String field) {
    return object.path(field).decimalValue();
  }

  @Test
  void theChangesOfEachCurrencyAddUpToItsBalance() {
    for (ApiClient one : List.of(client, other)) {
      List<JsonNode> movements = all(one, "&order=asc");
      for (JsonNode balance : one.get("/v1/balances").json().path("data")) {
        BigDecimal available = BigDecimal.ZERO;
        BigDecimal held = BigDecimal.ZERO;
        long number = 0;
        for (JsonNode movement : movements) {
          if (movement.path("currency").equals(balance.path("currency"))) {
            available = available.add(number(movement, "available_change"));
            held = held.add(number(movement, "held_change"));
            assertThat(number(movement, "available_after")).isEqualByComparingTo(available);
            assertThat(number(movement, "held_after")).isEqualByComparingTo(held);
            assertThat(movement.path("number").asLong()).isEqualTo(++number);
          }
        }
        assertThat(number).isPositive();
        assertThat(number(balance, "available")).isEqualByComparingTo(available);
        assertThat(number(balance, "held")).isEqualByComparingTo(held);
      }
    }
  }

  @Test
  void pagesInBothOrdersShowEachMovementOnceAndTheTotalIsExact() {
    List<JsonNode> newestFirst = all(client, "");

    assertThat(newestFirst.reversed()).isEqualTo(all(client, "&order=asc"));
    assertThat(newestFirst.stream().map(one -> one.path("id").asText()))
        .doesNotHaveDuplicates()
        .hasSize((int) total(""));
  }

  @Test
  void eachMovementNamesItsObjectAndTheRequestThatCausedIt() {
    String key = client.get("/v1/api-keys/current").json().path("id").asText();
    for (JsonNode movement : all(client, "")) {
      String reason = movement.path("reason").asText();
      assertThat(movement.path("description").asText()).isNotBlank();
      String payment =
          Stream.of("payment_id", "offramp_id", "conversion_id")
              .map(field -> movement.path(field).asText())
              .filter(id -> !id.isEmpty())
              .findFirst()
              .orElse("");
      JsonNode cause = movement.path("caused_by");
      if (reason.endsWith("_created") || reason.startsWith("conversion")) {
        assertThat(cause.path("type").asText()).isEqualTo("api_key");
        assertThat(cause.path("id").asText()).isEqualTo(key);
        assertThat(cause.path("request_id").asText()).isEqualTo(requests.get(payment));
        assertThat(movement.has("origin")).isFalse();
      } else if (cause.path("type").asText().equals("platform") && !payment.isEmpty()) {
        assertThat(movement.path("origin").path("id").asText()).isEqualTo(key);
        assertThat(movement.path("origin").path("request_id").asText())
            .isEqualTo(requests.get(payment));
      } else if (reason.equals("deposit_credited")) {
        assertThat(movement.path("deposit_id").asText()).isEqualTo(deposit);
      }
    }
  }

  @Test
  void aFilterShowsTheMovementsThatMeetIt() {
    List<JsonNode> everything = all(client, "");
    Instant middle =
        Instant.parse(everything.get(everything.size() / 2).path("created_at").asText());
    Map<String, Predicate<JsonNode>> filters =
        Map.of(
            "&currency=EURC",
            one -> one.path("currency").asText().equals("EURC"),
            "&currency=GBP",
            one -> false,
            "&payment=" + transfer,
            one -> one.path("payment_id").asText().equals(transfer),
            "&deposit=" + deposit,
            one -> one.path("deposit_id").asText().equals(deposit),
            "&created_after=" + middle,
            one -> !at(one).isBefore(middle),
            "&created_before=" + middle,
            one -> at(one).isBefore(middle),
            "&created_before=" + middle + "&currency=USDC",
            one -> at(one).isBefore(middle) && one.path("currency").asText().equals("USDC"),
            "&created_after=" + middle.plusMillis(1) + "&created_before=" + middle,
            one -> false);

    filters.forEach((query, meets) -> {
      List<JsonNode> expected = everything.stream().filter(meets).toList();
      assertThat(all(client, query)).as(query).isEqualTo(expected);
      assertThat(total(query)).as(query).isEqualTo(expected.size());
    });
  }

  private static Instant at(JsonNode movement) {
    return Instant.parse(movement.path("created_at").asText());
  }

  @Test
  void aReturnedOffRampIsExplainedToTheCent() {
    assertThat(reasons(all(client, "&order=asc&offramp=" + offRamp)))
        .containsExactly(
            "off_ramp_created", "off_ramp_settled", "off_ramp_fee", "off_ramp_returned");
    assertThat(reasons(all(client, "&conversion=" + conversion)))
        .containsExactlyInAnyOrder("conversion", "conversion", "conversion_fee");
  }

  @Test
  void aPaymentBetweenAccountsShowsEachOnlyItsOwnSide() {
    assertThat(reasons(all(client, "&payment=" + transfer)))
        .containsExactlyInAnyOrder("payment_created", "payment_settled", "payment_fee");
    List<JsonNode> received = all(other, "&payment=" + transfer);
    assertThat(reasons(received)).containsExactly("payment_received");
    assertThat(received.getFirst().path("caused_by").path("type").asText()).isEqualTo("platform");
    assertThat(received.getFirst().has("origin")).isFalse();
    assertThat(all(server.newClient(Scope.READ), "&payment=" + transfer)).isEmpty();
  }

  private static List<String> reasons(List<JsonNode> movements) {
    return movements.stream().map(one -> one.path("reason").asText()).toList();
  }

  @Test
  void csvHasEveryMovementInTheSameOrder() {
    Answer csv =
        client.send(client.request("/v1/transactions?currency=USDC").header("Accept", "text/csv"));

    assertThat(csv.header("Content-Type").orElseThrow()).startsWith("text/csv");
    List<String> lines = csv.text().lines().toList();
    assertThat(lines.getFirst()).startsWith("id,transaction_id,created_at,currency,number,");
    assertThat(lines.stream().skip(1).map(line -> line.split(",", 2)[0]))
        .isEqualTo(
            all(client, "&currency=USDC").stream()
                .map(one -> one.path("id").asText())
                .collect(Collectors.toList()));
  }

  @Test
  void pagesStayStableWhileMovementsAreAdded() {
    ApiClient own = server.clientOf(server.newAccount(), Environment.SANDBOX);
    JsonNode first = own.get("/v1/transactions?limit=2").json();
    own.post("/v1/sandbox/fund", "{\"amount\": 1, \"currency\": \"USDC\"}");
    String cursor = first.path("pagination").path("cursor").asText();
    JsonNode second = own.get("/v1/transactions?limit=2&cursor=" + cursor).json();

    List<String> currencies = new ArrayList<>();
    first.path("data").forEach(one -> currencies.add(one.path("currency").asText()));
    second.path("data").forEach(one -> currencies.add(one.path("currency").asText()));
    assertThat(currencies).containsExactlyInAnyOrder("USDC", "USDT", "EURC", "PYUSD");
    assertThat(second.path("pagination").path("total").asLong()).isEqualTo(5);
  }

  @Test
  void aFilterThatCannotBeMeantIsRejected() {
    assertRefused(client.get("/v1/transactions?payment=x"), 400, "VALIDATION_ERROR", "payment");
    assertRefused(
        client.get("/v1/transactions?payment=" + transfer + "&deposit=" + deposit),
        400,
        "VALIDATION_ERROR",
        "deposit");
    assertRefused(client.get("/v1/transactions?currency=XYZ"), 400, "INVALID_CURRENCY", "currency");
    assertRefused(client.get("/v1/transactions?cursor=cur_x"), 400, "INVALID_CURSOR", "cursor");
    assertRefused(client.get("/v1/transactions?reason=x"), 400, "VALIDATION_ERROR", "reason");
  }

  @Test
  void anAccountWithoutMovementsHasAnEmptyList() {
    String empty = server.newVerifiedAccount();
    JsonNode list = server.clientOf(empty, Environment.LIVE).get("/v1/transactions").json();

    assertThat(list.path("data")).isEmpty();
    assertThat(list.path("pagination").path("total").asLong()).isZero();
  }

  @Test
  void threeThousandMovementsAreListedAndExported() {
    String many = server.newVerifiedAccount();
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    // Of the same time in groups of seven, so that pages end within a group.
    List<Entry> entries =
        IntStream.range(0, 3_000)
            .mapToObj(i -> new Entry(start.plusSeconds(i / 7), i % 3 == 2 ? -1 : 2))
            .toList();
    PastMovements.write(
        server.database(), new HeadId(many, Environment.LIVE), Currency.USD, entries);
    ApiClient live = server.clientOf(many, Environment.LIVE);

    JsonNode page = live.get("/v1/transactions?limit=100").json();
    assertThat(page.path("pagination").path("total").asLong()).isEqualTo(3_000);
    assertThat(page.path("data").path(99).path("number").asLong()).isEqualTo(2_901);
    String cursor = page.path("pagination").path("cursor").asText();
    JsonNode next = live.get("/v1/transactions?limit=100&cursor=" + cursor).json();
    assertThat(next.path("data").path(0).path("number").asLong()).isEqualTo(2_900);
    String csv =
        live.send(live.request("/v1/transactions?order=asc").header("Accept", "text/csv")).text();
    List<String> numbers = csv.lines().skip(1).map(line -> line.split(",", -1)[4]).toList();
    assertThat(numbers)
        .isEqualTo(IntStream.rangeClosed(1, 3_000).mapToObj(Integer::toString).toList());
  }
}
