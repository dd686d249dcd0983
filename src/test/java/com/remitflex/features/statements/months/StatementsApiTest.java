package com.remitflex.features.statements.months;

import static com.remitflex.testing.Answers.assertNumber;
import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.Answers;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PastMovements;
import com.remitflex.testing.PastMovements.Entry;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestServer;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** GET /v1/statements and /v1/statements/{month}. */
class StatementsApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static String account;
  private static ApiClient client;

  /** Two euros in May, of which one leaves in its last moment; three arrive as June begins. */
  @BeforeAll
  static void moveMoney() {
    account = server.newVerifiedAccount();
    client = server.clientOf(account, Environment.LIVE);
    PastMovements.write(
        server.database(),
        new HeadId(account, Environment.LIVE),
        Currency.EUR,
        List.of(
            new Entry(Instant.parse("2026-05-31T23:59:00.000Z"), 200),
            new Entry(Instant.parse("2026-05-31T23:59:59.999Z"), -100),
            new Entry(Instant.parse("2026-06-01T00:00:00.000Z"), 300),
            new Entry(Instant.parse("2026-08-31T23:59:59.999Z"), -50)));
    PastMovements.write(
        server.database(),
        new HeadId(account, Environment.LIVE),
        Currency.USD,
        List.of(new Entry(Instant.parse("2026-08-01T00:00:00.000Z"), 7)));
  }

  private static JsonNode statement(String month) {
    Answer answer = client.get("/v1/statements/" + month);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static void assertEnds(JsonNode part, String opening, String closing, int movements) {
    assertNumber(part.path("opening"), "total", opening);
    assertNumber(part.path("closing"), "total", closing);
    assertThat(part.path("movements").asInt()).isEqualTo(movements);
  }

  @Test
  void aMovementBelongsToTheMonthOfItsLastMillisecond() {
    JsonNode may = statement("2026-05");
    assertThat(may.path("status").asText()).isEqualTo("closed");
    assertThat(may.path("starts_at").asText()).isEqualTo("2026-05-01T00:00:00.000Z");
    assertThat(may.path("ends_at").asText()).isEqualTo("2026-06-01T00:00:00.000Z");
    assertThat(may.path("currencies")).hasSize(1);
    assertEnds(may.path("currencies").path(0), "0", "1", 2);
    JsonNode sums = may.path("currencies").path(0).path("by_reason");
    assertThat(sums.path(0).path("reason").asText()).isEqualTo("test_fee");
    assertThat(sums.path(0).path("description").asText()).isEqualTo("Test fee");
    assertNumber(sums.path(0), "available_change", "-1");
    assertNumber(sums.path(1), "total_change", "2");

    assertEnds(statement("2026-06").path("currencies").path(0), "1", "4", 1);
    assertEnds(statement("2026-07").path("currencies").path(0), "4", "4", 0);
    JsonNode august = statement("2026-08").path("currencies");
    assertEnds(august.path(0), "4", "3.5", 1);
    assertEnds(august.path(1), "0", "0.07", 1);
  }

  @Test
  void theListChainsAllMonthsFromTheFirstMovementToNow() {
    List<JsonNode> months = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = client.get("/v1/statements?order=asc&limit=2" + cursor).json();
      page.path("data").forEach(months::add);
      JsonNode next = page.path("pagination").path("cursor");
      cursor = next.isNull() ? "" : "&cursor=" + next.asText();
      long total = page.path("pagination").path("total").asLong();
      YearMonth now = YearMonth.now(ZoneOffset.UTC);
      assertThat(total).isEqualTo(YearMonth.of(2026, 5).until(now, ChronoUnit.MONTHS) + 1);
    } while (!cursor.isEmpty());

    assertThat(months.getFirst().path("month").asText()).isEqualTo("2026-05");
    assertThat(months.getLast().path("status").asText()).isEqualTo("open");
    assertThat(months.subList(0, months.size() - 1))
        .allMatch(one -> one.path("status").asText().equals("closed"));
    for (int i = 1; i < months.size(); i++) {
      assertThat(months.get(i).path("currencies").path(0).path("opening"))
          .isEqualTo(months.get(i - 1).path("currencies").path(0).path("closing"));
    }
    List<JsonNode> newestFirst = new ArrayList<>();
    client.get("/v1/statements?limit=100").json().path("data").forEach(newestFirst::add);
    assertThat(newestFirst.reversed()).isEqualTo(months);
  }

  @Test
  void theAddressInAStatementListsItsMovements() {
    JsonNode may = statement("2026-05");

    JsonNode list = client.get(may.path("transactions").asText()).json();

    assertThat(list.path("pagination").path("total").asLong())
        .isEqualTo(may.path("movements").asLong());
  }

  @Test
  void csvHasEveryMovementBetweenTheTwoBalances() {
    Answer csv = client.send(client.request("/v1/statements/2026-08").header("Accept", "text/csv"));

    assertThat(csv.header("Content-Disposition").orElseThrow()).contains("statement-2026-08.csv");
    List<List<String>> lines =
        csv.text().lines().map(line -> List.of(line.split(",", -1))).toList();
    assertThat(lines.stream().map(line -> line.getFirst() + " " + line.get(4)))
        .containsExactly(
            "kind currency",
            "opening EUR",
            "movement EUR",
            "closing EUR",
            "opening USD",
            "movement USD",
            "closing USD");
    assertThat(lines).allMatch(line -> line.size() == lines.getFirst().size());
    int available = lines.getFirst().indexOf("available_after");
    assertThat(lines.stream().map(line -> line.get(available)).toList())
        .containsExactly("available_after", "4", "3.5", "3.5", "0", "0.07", "0.07");
  }

  @Test
  void aMonthThatIsNoneOfTheAccountIsNotFound() {
    Stream.of("2026-04", "2999-01", "2026-13", "2026-5", "x", "1999-12", "٢٠٢٦-05")
        .forEach(month ->
            assertRefused(client.get("/v1/statements/" + encoded(month)), 404, "NOT_FOUND"));
    ApiClient sandboxOfOther = server.clientOf(server.newAccount(), Environment.SANDBOX);
    assertRefused(sandboxOfOther.get("/v1/statements/2026-05"), 404, "NOT_FOUND");
    assertRefused(client.get("/v1/statements/2026-05?limit=1"), 400, "VALIDATION_ERROR", "limit");
  }

  private static String encoded(String month) {
    return URLEncoder.encode(month, StandardCharsets.UTF_8);
  }

  @Test
  void anAccountWithoutMovementsHasNoStatements() {
    ApiClient live = server.clientOf(server.newVerifiedAccount(), Environment.LIVE);

    JsonNode list = live.get("/v1/statements").json();

    assertThat(list.path("data")).isEmpty();
    assertThat(list.path("pagination").path("total").asLong()).isZero();
    String now = YearMonth.now(ZoneOffset.UTC).toString();
    assertRefused(live.get("/v1/statements/" + now), 404, "NOT_FOUND");
  }

  @Test
  void theRunningMonthFollowsEachMovement() {
    ApiClient sandbox = server.clientOf(server.newAccount(), Environment.SANDBOX);
    String now = YearMonth.now(ZoneOffset.UTC).toString();
    sandbox.post("/v1/payments", "{\"amount\": 100, \"currency\": \"USDC\"}");

    JsonNode statement = sandbox.get("/v1/statements/" + now).json();

    assertThat(statement.path("status").asText()).isEqualTo("open");
    for (JsonNode part : statement.path("currencies")) {
      JsonNode balance = balance(sandbox, part.path("currency").asText());
      for (String field : List.of("available", "held", "total")) {
        assertThat(part.path("closing").path(field).decimalValue())
            .isEqualByComparingTo(balance.path(field).decimalValue());
      }
    }
  }

  private static JsonNode balance(ApiClient of, String currency) {
    return Answers.balance(of, currency);
  }

  /** Random movements over a year, of which many are at the edges of months. */
  @Test
  void everyStatementAddsUpAndIsTheBeginningOfTheNext() {
    Random random = Seeded.random(StatementsApiTest.class);
    String owner = server.newVerifiedAccount();
    List<Entry> entries = new ArrayList<>();
    Instant at = Instant.parse("2025-09-30T23:59:59.998Z");
    long balance = 0;
    for (int i = 0; i < 3_000; i++) {
      long amount = balance > 0 && random.nextBoolean() ? -1 - random.nextLong(balance) : 50;
      balance += amount;
      entries.add(new Entry(at, amount));
      at = next(at, random);
    }
    PastMovements.write(
        server.database(), new HeadId(owner, Environment.LIVE), Currency.MXN, entries);
    ApiClient live = server.clientOf(owner, Environment.LIVE);

    BigDecimal expected = BigDecimal.ZERO;
    long movements = 0;
    for (JsonNode summary : live.get("/v1/statements?order=asc&limit=100").json().path("data")) {
      JsonNode part =
          live.get("/v1/statements/" + summary.path("month").asText())
              .json()
              .path("currencies")
              .path(0);
      assertThat(part.path("opening").path("total").decimalValue()).isEqualByComparingTo(expected);
      for (JsonNode sum : part.path("by_reason")) {
        expected = expected.add(sum.path("total_change").decimalValue());
        movements += sum.path("movements").asLong();
      }
      assertThat(part.path("closing").path("total").decimalValue()).isEqualByComparingTo(expected);
    }
    assertThat(movements).isEqualTo(3_000);
    assertThat(expected).isEqualByComparingTo(BigDecimal.valueOf(balance, 2));
  }

  private static Instant next(Instant at, Random random) {
    YearMonth month = YearMonth.from(at.atOffset(ZoneOffset.UTC));
    Instant edge = month.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    return switch (random.nextInt(100)) {
      case 0 -> edge.isAfter(Instant.parse("2026-10-02T00:00:00Z")) ? at : edge.minusMillis(1);
      case 1, 2, 3 -> at.plusMillis(1);
      default -> at;
    };
  }
}
