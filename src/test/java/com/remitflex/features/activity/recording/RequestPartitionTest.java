package com.remitflex.features.activity.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.activity.requests.HistoryScope;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.testing.TestDatabase;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The partitions of the history are days, and a page reads only those that it needs. */
@Tag("slow")
class RequestPartitionTest {
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

  @Test
  void onlyExpiredPartitionsAreDropped() {
    LocalDate today = LocalDate.ofInstant(CLOCK.now(), java.time.ZoneOffset.UTC);
    DATABASE.inTransaction(handle -> {
      PartitionStore.create(handle, today.minusDays(120), today.minusDays(89));
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
  void partitionsAreDaysInUtcWhateverTheDatabasesTimeZone() {
    LocalDate day = LocalDate.of(2031, 3, 9);
    DATABASE.inTransaction(handle -> {
      PartitionStore.create(handle, day, day);
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

  private static Stream<String> rangesOfTheIndexes() {
    return Stream.of(
        HistoryScope.rangeOfKey("r", ":account", "'key_7'"),
        HistoryScope.rangeOfAccount("r", ":account", "'sandbox'"));
  }

  @ParameterizedTest
  @MethodSource("rangesOfTheIndexes")
  void aPageReadsOnlyItsRangeOfTheIndexAndTheRequestedDays(String range) {
    LocalDate first = LocalDate.of(2032, 1, 1);
    DATABASE.inTransaction(handle -> {
      PartitionStore.create(handle, first, first.plusDays(9));
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
                        EXPLAIN SELECT * FROM request_log r WHERE %s
                          AND at >= '2032-01-03T00:00:00Z' AND at < '2032-01-05T00:00:00Z'
                        ORDER BY at DESC, number DESC LIMIT 21
                        """
                            .formatted(range))
                    .bind("account", account)
                    .mapTo(String.class)
                    .list()));

    assertThat(plan).contains("request_log_20320103", "request_log_20320104");
    assertThat(plan).doesNotContain("request_log_20320102", "request_log_20320105");
    assertThat(plan)
        .doesNotContain("Seq Scan")
        .contains("Index Scan Backward", "Index Cond: ((hashtextextended(");
  }
}
