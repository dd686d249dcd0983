package com.remitflex.features.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** GET /v1/payments over many days: pages and totals compared with a list in memory. */
class ListAcrossDaysApiTest {
  private static final int PAYMENTS = 60;
  private static final int QUESTIONS = Seeded.cases(150, 5_000);
  private static final Instant FIRST_DAY = Instant.parse("2026-02-25T00:00:00Z");
  private static final Duration DAYS = Duration.ofDays(9);

  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final Random random = Seeded.random(ListAcrossDaysApiTest.class);
  private static final List<Known> oldestFirst = new ArrayList<>();
  private static ApiClient client;

  private record Known(String id, String currency, String status, Instant at) {}

  /** A filter, as a query string and as a predicate. */
  private record Question(String currency, String status, Instant after, Instant before) {
    boolean fits(Known payment) {
      return (currency.isEmpty() || payment.currency().equals(currency))
          && (status.isEmpty() || payment.status().equals(status))
          && !payment.at().isBefore(after)
          && payment.at().isBefore(before);
    }

    String query() {
      return "created_after=%s&created_before=%s%s%s"
          .formatted(
              after,
              before,
              currency.isEmpty() ? "" : "&currency=" + currency,
              status.isEmpty() ? "" : "&status=" + status);
    }
  }

  /** Some of them at midnight, a millisecond before, or at the same time as the one before. */
  @BeforeAll
  static void pay() {
    String accountId = server.newAccount();
    ApiClient writer = server.clientOf(accountId, Environment.SANDBOX);
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < PAYMENTS; i++) {
      times.add(i > 0 && random.nextInt(4) == 0 ? times.getLast() : time());
    }
    times.sort(null);
    for (Instant at : times) {
      String currency = random.nextBoolean() ? "USDC" : "EURC";
      JsonNode payment =
          writer.post("/v1/payments", PaymentBody.of("20", currency).toString()).json();
      String id = payment.path("id").asText();
      boolean cancelled = random.nextInt(3) == 0;
      if (cancelled) {
        writer.delete("/v1/payments/" + id);
      }
      move(id, at);
      if (random.nextInt(5) == 0) {
        makeOffRamp(id);
      } else {
        oldestFirst.add(new Known(id, currency, cancelled ? "cancelled" : "pending", at));
      }
    }
    countAgain(accountId);
    client = server.client(server.newKey(accountId, Environment.SANDBOX, Scope.READ).secret());
  }

  private static Instant time() {
    Instant any = FIRST_DAY.plusMillis(random.nextLong(DAYS.toMillis()));
    Instant midnight = any.truncatedTo(ChronoUnit.DAYS);
    return switch (random.nextInt(4)) {
      case 0 -> midnight;
      case 1 -> midnight.minusMillis(1);
      default -> any;
    };
  }

  /** Changes when the payment was created. */
  private static void move(String id, Instant at) {
    server
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE payment SET created_at = ? WHERE id = ?", at.atOffset(ZoneOffset.UTC), id));
  }

  /** The list of payments does not have it, at whatever time it was created. */
  private static void makeOffRamp(String id) {
    server
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE payment SET kind = 'off_ramp', bank_account = recipient, recipient = NULL,"
                    + " corridor = NULL WHERE id = ?",
                id));
  }

  private static void countAgain(String accountId) {
    server
        .database()
        .use(handle -> {
          handle.execute("DELETE FROM payment_count WHERE account_id = ?", accountId);
          handle.execute(
              """
              INSERT INTO payment_count
              SELECT account_id, environment, (created_at AT TIME ZONE 'UTC')::date, status,
                     currency, CASE kind WHEN 'off_ramp' THEN 'off-ramp'
                               ELSE coalesce(corridor, '') END, count(*)
              FROM payment WHERE account_id = ? GROUP BY 1, 2, 3, 4, 5, 6
              """,
              accountId);
        });
  }

  @Test
  void totalsAreExactAndPagesContainEachMatchOnceInOrder() {
    int found = 0;
    for (int i = 0; i < QUESTIONS; i++) {
      Question question =
          new Question(
              pick("", "USDC", "EURC"), pick("", "pending", "cancelled"), bound(), bound());
      List<String> expected = oldestFirst.stream().filter(question::fits).map(Known::id).toList();
      String order = pick("asc", "desc");

      assertThat(walk(question, order, 1 + random.nextInt(25), expected.size()))
          .as(question + " " + order)
          .isEqualTo(order.equals("asc") ? expected : expected.reversed());
      found += expected.size();
    }
    assertThat(found).as("what was found in all").isGreaterThan(QUESTIONS);
  }

  /** Days are found in groups, of which this account needs three. */
  @Test
  void aFilteredPageContainsPaymentsOfManyDays() {
    String accountId = server.newAccount();
    ApiClient writer = server.clientOf(accountId, Environment.SANDBOX);
    List<String> ids = new ArrayList<>();
    for (int day = 0; day < 70; day++) {
      String body = PaymentBody.of("20", "USDC").toString();
      String id = writer.post("/v1/payments", body).json().path("id").asText();
      move(id, FIRST_DAY.plus(day, ChronoUnit.DAYS));
      ids.add(id);
    }
    countAgain(accountId);

    JsonNode oldest = writer.get("/v1/payments?limit=100&status=pending&order=asc").json();
    JsonNode newest = writer.get("/v1/payments?limit=100&status=pending").json();

    assertThat(ids(oldest)).containsExactlyElementsOf(ids);
    assertThat(ids(newest)).containsExactlyElementsOf(ids.reversed());
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.path("data").forEach(payment -> ids.add(payment.path("id").asText()));
    return ids;
  }

  private static List<String> walk(Question question, String order, int limit, int total) {
    String path = "/v1/payments?order=%s&limit=%d&%s".formatted(order, limit, question.query());
    List<String> walked = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = client.get(path + cursor).json();
      walked.addAll(ids(page));
      assertThat(page.path("pagination").path("total").asInt(-1)).as(path).isEqualTo(total);
      JsonNode next = page.path("pagination").path("cursor");
      cursor = next.isNull() ? "" : "&cursor=" + next.asText();
    } while (!cursor.isEmpty() && walked.size() <= PAYMENTS);
    return walked;
  }

  /** Usually a time at which something happens or a day begins, or a millisecond next to it. */
  private static Instant bound() {
    Instant at =
        switch (random.nextInt(4)) {
          case 0 -> time();
          case 1 -> FIRST_DAY.plus(random.nextInt(10), ChronoUnit.DAYS);
          case 2 -> random.nextBoolean() ? FIRST_DAY.minus(DAYS) : FIRST_DAY.plus(DAYS);
          default -> oldestFirst.get(random.nextInt(oldestFirst.size())).at();
        };
    return at.plusMillis(random.nextInt(3) - 1L);
  }

  private static String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
