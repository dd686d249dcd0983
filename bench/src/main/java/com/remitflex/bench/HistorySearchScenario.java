package com.remitflex.bench;

import com.remitflex.Storage;
import com.remitflex.features.activity.requests.HistoryScope;
import com.remitflex.features.activity.requests.RequestFilter;
import com.remitflex.features.activity.requests.RequestStore;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.http.api.Query;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Reading a long history of requests, as the API does. */
final class HistorySearchScenario implements Scenario {
  static final int DAYS = 90;

  private static final String ACCOUNT = "acc_bench";
  private static final String KEY = "key_bench_7";
  private static final int KEYS = 50;
  private static final int PAGE = 20;
  private static final String RARE = "a rare ";
  private static final String ABSENT = "absent: ";
  private static final double MAX_MILLIS = 100;

  private final Sql sql;
  private final Storage storage;
  private final long rows;
  private final Instant now = Instant.now();
  private final Map<String, Page> pages = pages();
  private final Map<String, List<Double>> millis = new LinkedHashMap<>();
  private final Map<String, Integer> found = new LinkedHashMap<>();
  private String size = "";

  HistorySearchScenario(Product product, Sql sql, long rows) {
    this.sql = sql;
    this.storage = Tenants.join(product);
    this.rows = rows;
  }

  /** A page that is read: its filter as in the API's query string, and where it begins. */
  private record Page(String filter, Optional<Position> from) {
    RequestFilter requestFilter() {
      return RequestFilter.read(Query.parse(filter), route -> true);
    }
  }

  @Override
  public String title() {
    return "search in a history of %,d requests".formatted(rows);
  }

  @Override
  public void warmUp() {
    long began = System.nanoTime();
    fill(LocalDate.ofInstant(now, ZoneOffset.UTC));
    size =
        "%,d requests of %d keys in %d days, stored in %.0f s; %s on disk with the indexes."
            .formatted(
                rows,
                KEYS,
                DAYS,
                (System.nanoTime() - began) / 1e9,
                sql.text(
                    "SELECT pg_size_pretty(sum(pg_total_relation_size(inhrelid)))"
                        + " FROM pg_inherits WHERE inhparent IN"
                        + " ('request_log'::regclass, 'request_index'::regclass)"));
  }

  /** The same number of requests each day, spread over keys, statuses and addresses. */
  private void fill(LocalDate today) {
    long each = rows / DAYS;
    for (int back = DAYS; back > 0; back--) {
      LocalDate day = today.minusDays(back);
      for (String table : List.of("request_log", "request_index")) {
        sql.execute(
            "CREATE TABLE IF NOT EXISTS %s_%s PARTITION OF %s FOR VALUES FROM ('%sT00:00:00Z')"
                    .formatted(table, day.toString().replace("-", ""), table, day)
                + " TO ('%sT00:00:00Z')".formatted(day.plusDays(1)));
      }
      sql.execute(
          """
          INSERT INTO request_log (account_id, environment, key_id, at, number, id, method, path,
            route, status, error_code, latency_micros, ip, user_agent, indexed)
          SELECT '%s', 'sandbox', 'key_bench_' || i %% %d,
            date_trunc('milliseconds', '%sT00:00:00Z'::timestamptz
              + interval '1 day' * (i::float8 / %d)),
            i, 'req_' || lpad(i::text, 26, '0'), CASE WHEN i %% 3 = 0 THEN 'POST' ELSE 'GET' END,
            '/v1/payments', '/v1/payments',
            CASE WHEN i %% 99991 = 7 THEN 500 WHEN i %% 97 = 0 THEN 404 ELSE 200 END,
            CASE WHEN i %% 97 = 0 THEN 'NOT_FOUND' END, 900 + i %% 5000,
            '192.0.2.' || i %% 251, 'client/' || i %% 7, true
          FROM generate_series(0, %d - 1) AS i
          """
              .formatted(ACCOUNT, KEYS, day, each, each));
      index(day);
    }
    sql.execute("VACUUM (ANALYZE) request_index");
    sql.execute("VACUUM (ANALYZE) request_log");
    sql.execute("CHECKPOINT");
  }

  /** Writes the index as the server does, for a whole day at once. */
  private void index(LocalDate day) {
    sql.execute(
        """
        INSERT INTO request_index
          (account_id, environment, key_id, day, field, value, hours)
        SELECT account_id, environment, key_id, '%sT00:00:00Z', field, value,
          bit_or(1 << extract(hour FROM at AT TIME ZONE 'UTC')::int)
        FROM request_log, LATERAL (
          VALUES ('status', status::text), ('status', (status / 100) || 'xx'), ('method', method),
            ('route', route), ('error_code', error_code), ('ip', ip)) AS v (field, value)
        WHERE at >= '%sT00:00:00Z' AND at < '%sT00:00:00Z' AND value IS NOT NULL
        GROUP BY account_id, environment, key_id, field, value
        """
            .formatted(day, day, day.plusDays(1)));
  }

  private Map<String, Page> pages() {
    Map<String, Page> pages = new LinkedHashMap<>();
    pages.put("the newest page", new Page("", Optional.empty()));
    pages.put(
        "a page of 45 days ago, by its cursor",
        new Page("", Optional.of(new Position(now.minus(Duration.ofDays(45)), 0))));
    Instant day = now.minus(Duration.ofDays(30));
    pages.put(
        "an hour of 30 days ago",
        new Page(
            "created_after=" + day + "&created_before=" + day.plus(Duration.ofHours(1)),
            Optional.empty()));
    pages.put("status 4xx", new Page("status=4xx", Optional.empty()));
    pages.put("an address", new Page("ip=192.0.2.107", Optional.empty()));
    pages.put(RARE + "status, 500", new Page("status=500", Optional.empty()));
    pages.put(ABSENT + "address", new Page("ip=198.51.100.1", Optional.empty()));
    pages.put(ABSENT + "status", new Page("status=503", Optional.empty()));
    pages.put(ABSENT + "route", new Page("route=/v1/account", Optional.empty()));
    return pages;
  }

  @Override
  public void round() {
    pages.forEach((name, page) -> {
      long began = System.nanoTime();
      int count = storage.database().with(handle -> read(handle, page));
      millis
          .computeIfAbsent(name, first -> new ArrayList<>())
          .add((System.nanoTime() - began) / 1e6);
      found.put(name, Math.min(PAGE, count));
    });
  }

  private int read(Handle handle, Page page) {
    return new RequestStore(handle, HistoryScope.key(ACCOUNT, KEY), page.requestFilter())
        .page(PageQuery.newest(page.from(), PAGE), now.minus(Duration.ofDays(DAYS + 1L)), now)
        .items()
        .size();
  }

  @Override
  public List<Finding> findings() {
    Map<String, Double> searched = new LinkedHashMap<>();
    millis.forEach((name, all) -> {
      if (name.startsWith(RARE) || name.startsWith(ABSENT)) {
        searched.put(name, Spread.of(all).median());
      }
    });
    Map.Entry<String, Double> worst =
        searched.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    return List.of(
        Finding.of(
            title() + ", something rare or absent",
            "%.1f ms at most (%s)".formatted(worst.getValue(), worst.getKey()),
            Reach.below(worst.getValue(), MAX_MILLIS, "ms")));
  }

  @Override
  public String details() {
    StringBuilder out = new StringBuilder(size).append("\n\n");
    out.append("| A page of 20 of one key | found | ms, median | slowest |\n");
    out.append("|---|---:|---:|---:|\n");
    millis.forEach((name, all) ->
        out.append(
            "| %s | %d | %.1f | %.1f |%n"
                .formatted(
                    name, found.get(name), Spread.of(all).median(), Spread.of(all).most())));
    return out.toString();
  }

  @Override
  public void close() {
    storage.close();
  }
}
