package com.remitflex.requestlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.database.Database;
import com.remitflex.database.DatabaseClock;
import com.remitflex.http.Client;
import com.remitflex.http.Exchange;
import com.remitflex.http.KeyOwner;
import com.remitflex.ids.Environment;
import com.remitflex.ids.IdPrefix;
import com.remitflex.testing.Await;
import com.remitflex.testing.CommitCutter;
import com.remitflex.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The history's tables, on a database whose zone is not UTC. */
class RequestLogTest {
  private static final String URL = TestDatabase.create();
  private static final Database DATABASE = Database.open(URL);
  private static final DatabaseClock CLOCK = new DatabaseClock();

  private final String account = IdPrefix.ACCOUNT.next();
  private final String key = IdPrefix.API_KEY.next();

  @AfterAll
  static void drop() {
    DATABASE.close();
    TestDatabase.drop(URL);
  }

  private Exchange exchange(String method, String path, String body) {
    return exchange(new KeyOwner(key, account, Environment.SANDBOX), method, path, body);
  }

  private static Exchange exchange(KeyOwner owner, String method, String path, String body) {
    return new Exchange(
        new Client("192.0.2.1", Optional.of("agent\t\\N\n\0"), IdPrefix.REQUEST.next()),
        Optional.of(owner),
        Optional.empty(),
        method,
        path,
        "/v1/payments",
        201,
        Optional.empty(),
        1_234,
        Optional.of("idem"),
        Optional.empty(),
        Map.of("host", "a\"b"),
        body.getBytes(StandardCharsets.UTF_8),
        "{}".getBytes(StandardCharsets.UTF_8));
  }

  private List<LoggedRequest> all() {
    Instant now = CLOCK.now();
    return DATABASE.with(handle ->
        new RequestStore(handle, account, List.of(key), RequestFilter.all())
            .find(
                RequestStore.Order.NEWEST_FIRST,
                Optional.empty(),
                1_000,
                now.minus(Duration.ofDays(400)),
                now)
            .requests());
  }

  @Test
  void whateverIsInARequestIsWrittenAsItWasOrMadeHarmless() {
    try (RequestLog log = new RequestLog(DATABASE, CLOCK, 90).start()) {
      log.record(
          exchange("POST", "/a\\b\tc\nd\\.", "{ \"a\": \"tab\\t nul\\u0000 backslash\\\\ \"}"));
    }

    LoggedRequest request = all().getFirst();
    RequestDetail detail =
        DATABASE.with(handle -> RequestStore.detail(handle, request)).orElseThrow();
    assertThat(request.path()).isEqualTo("/a\\b\tc\nd\\.");
    assertThat(request.userAgent()).contains("agent\t\\N\n\uFFFD");
    assertThat(request.latencyMicros()).isEqualTo(1_234);
    assertThat(detail.requestBody()).isEqualTo("{\"a\":\"tab\\t nul\\u0000 backslash\\\\ \"}");
    assertThat(detail.headers()).isEqualTo("{\"host\":\"a\\\"b\"}");
  }

  @Test
  void nothingIsLostThatWasRecordedBeforeTheClose() {
    try (RequestLog log = new RequestLog(DATABASE, CLOCK, 90).start()) {
      for (int i = 0; i < 500; i++) {
        log.record(exchange("POST", "/" + i, ""));
      }
      assertThat(log.dropped()).isZero();
    }

    assertThat(all()).hasSize(500);
  }

  @Test
  void aRequestThatTheDatabaseRefusesDoesNotKeepBackTheOthers() {
    // Larger than an entry of an index may be, and random, so that it cannot be made smaller.
    StringBuilder endless = new StringBuilder();
    new Random(1).ints(20_000, 'a', 'z').forEach(c -> endless.append((char) c));
    Exchange refused =
        exchange(
            new KeyOwner(endless.toString(), account, Environment.SANDBOX), "POST", "/refused", "");

    try (RequestLog log = new RequestLog(DATABASE, CLOCK, 90).start()) {
      log.record(exchange("POST", "/before", ""));
      log.record(refused);
      log.record(exchange("POST", "/after", ""));
      Await.until("the others are there", () -> all().size() == 2 && log.dropped() == 1);
      log.record(exchange("POST", "/later", ""));
    }

    assertThat(all().stream().map(LoggedRequest::path))
        .containsExactlyInAnyOrder("/before", "/after", "/later");
  }

  @ParameterizedTest
  @EnumSource(CommitCutter.Cut.class)
  void aCommitWithoutAnAnswerNeitherLosesNorDoublesARequest(CommitCutter.Cut cut) {
    try (CommitCutter cutter = new CommitCutter(URL);
        Database behind = Database.open(cutter.url());
        RequestLog log = new RequestLog(behind, CLOCK, 90).start()) {
      cutter.cutNext(cut, () -> {});
      for (int i = 0; i < 50; i++) {
        log.record(exchange("POST", "/" + i, ""));
      }
      Await.until("the cut", () -> cutter.cuts() == 1 && !all().isEmpty());
    }

    assertThat(all().stream().map(LoggedRequest::path)).doesNotHaveDuplicates().hasSize(50);
  }

  @Test
  void aFullQueueDropsAndCountsAndDoesNotWait() {
    RequestLog neverStarted = new RequestLog(DATABASE, CLOCK, 90);

    for (int i = 0; i < 20_010; i++) {
      neverStarted.record(exchange("POST", "/", ""));
    }

    assertThat(neverStarted.dropped()).isEqualTo(10);
  }

  @Test
  void oldDaysAreDroppedWholeAndTheOthersStay() {
    LocalDate today = LocalDate.ofInstant(CLOCK.now(), java.time.ZoneOffset.UTC);
    DATABASE.inTransaction(handle -> {
      PartitionStore.make(handle, today.minusDays(120), today.minusDays(89));
      return today;
    });

    try (RequestLog log = new RequestLog(DATABASE, CLOCK, 90).start()) {
      assertThat(log.dropped()).isZero();
    }

    List<String> days = DATABASE.with(handle -> PartitionStore.days(handle, "request_log"));
    String oldest = today.minusDays(90).toString().replace("-", "");
    assertThat(days).first().isEqualTo("request_log_" + oldest);
    assertThat(days).last().asString().isGreaterThan("request_log_" + today);
  }

  @Test
  void aDayIsADayOfUtcWhateverTheDatabasesZone() {
    LocalDate day = LocalDate.of(2031, 3, 9);
    DATABASE.inTransaction(handle -> {
      PartitionStore.make(handle, day, day);
      return day;
    });
    DATABASE.use(handle -> {
      for (String at : List.of("2031-03-09T00:00:00Z", "2031-03-09T23:59:59.999Z")) {
        handle.execute(
            "INSERT INTO request_log_20310309 (account_id, environment, key_id, at, number, id,"
                + " method, path, route, status, latency_micros, ip)"
                + " VALUES (?, 'sandbox', ?, ?::timestamptz, 1, 'req', 'GET', '/', '/', 200, 1,"
                + " '')",
            account,
            key,
            at);
      }
    });
  }

  @Test
  void aPageReadsOnlyItsKeysPartOfTheIndexAndOnlyTheDaysAskedFor() {
    LocalDate first = LocalDate.of(2032, 1, 1);
    DATABASE.inTransaction(handle -> {
      PartitionStore.make(handle, first, first.plusDays(9));
      return first;
    });
    DATABASE.use(handle -> {
      handle.execute(
          """
          INSERT INTO request_log (account_id, environment, key_id, at, number, id, method, path,
            route, status, latency_micros, ip)
          SELECT ?, 'sandbox', 'key_' || i % 50,
            '2032-01-01T00:00:00Z'::timestamptz + make_interval(secs => i * 40), i, 'req', 'GET',
            '/', '/', 200, 1, ''
          FROM generate_series(1, 20000) AS i
          """,
          account);
      handle.execute("ANALYZE request_log");
    });

    String plan =
        DATABASE.with(handle ->
            String.join(
                "\n",
                handle
                    .createQuery(
                        """
                        EXPLAIN SELECT * FROM request_log
                        WHERE account_id = :account AND key_id = 'key_7'
                          AND at >= '2032-01-03T00:00:00Z' AND at < '2032-01-05T00:00:00Z'
                        ORDER BY at DESC, number DESC LIMIT 21
                        """)
                    .bind("account", account)
                    .mapTo(String.class)
                    .list()));

    assertThat(plan).contains("request_log_20320103", "request_log_20320104");
    assertThat(plan).doesNotContain("request_log_20320102", "request_log_20320105");
    assertThat(plan).doesNotContain("Seq Scan").contains("Index Scan Backward");
  }
}
