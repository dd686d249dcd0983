package com.remitflex.bench;

import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.features.activity.requests.HistoryScope;
import com.remitflex.features.activity.requests.RequestFilter;
import com.remitflex.features.activity.requests.RequestStore;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.http.api.Query;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `requests`: what reading a long history costs. */
@Command(
    name = "requests",
    mixinStandardHelpOptions = true,
    description = {
      "Stores a history of 90 days and reads it as the API does: the time of each page, also of"
          + " searches for what is rare or absent.",
      "The report goes to standard output and to bench/results/requests.md."
    })
final class RequestsCommand implements Callable<Integer> {
  private static final String ACCOUNT = "acc_bench";
  private static final String KEY = "key_bench_7";
  private static final int DAYS = 90;
  private static final int KEYS = 50;

  @Option(
      names = "--rows",
      defaultValue = "20000000",
      description = "How many requests are stored (default: ${DEFAULT-VALUE}).")
  private long rows;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often each page is read (default: ${DEFAULT-VALUE}).")
  private int rounds;

  /** A page that is read: its filter as in the API's query string, and where it begins. */
  private record Page(String filter, Optional<Position> from) {}

  /** What a page cost: milliseconds of each round, in ascending order. */
  private record Cost(int found, List<Double> millis) {}

  @Override
  public Integer call() {
    if (rows < DAYS || rounds < 1) {
      throw new BenchException("--rows must be at least " + DAYS + ", --rounds at least 1.");
    }
    String report;
    try (Product product = Product.start(Product.home());
        Storage storage = Storage.join(Config.read(product.settings()), line -> {});
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      report = measure(storage.database(), sql);
    }
    ResultFile.publish(Product.home(), "requests", report);
    return 0;
  }

  private String measure(Database database, Sql sql) {
    Instant now = Instant.now();
    long began = System.nanoTime();
    fill(sql, LocalDate.ofInstant(now, ZoneOffset.UTC));
    double seconds = (System.nanoTime() - began) / 1e9;

    Map<String, Cost> costs = new LinkedHashMap<>();
    pages(now).forEach((name, page) -> costs.put(name, cost(database, page, now)));
    return markdown(sql, seconds, costs);
  }

  /** The same number of requests each day, spread over keys, statuses and addresses. */
  private void fill(Sql sql, LocalDate today) {
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
      index(sql, day);
    }
    sql.execute("VACUUM (ANALYZE) request_index");
    sql.execute("VACUUM (ANALYZE) request_log");
    sql.execute("CHECKPOINT");
  }

  /** Writes the index as the server does, for a whole day at once. */
  private static void index(Sql sql, LocalDate day) {
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

  private static Map<String, Page> pages(Instant now) {
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
    pages.put("a rare status, 500", new Page("status=500", Optional.empty()));
    pages.put("an address that is absent", new Page("ip=198.51.100.1", Optional.empty()));
    pages.put("a status that is absent", new Page("status=503", Optional.empty()));
    pages.put("a route that is absent", new Page("route=/v1/account", Optional.empty()));
    return pages;
  }

  private Cost cost(Database database, Page page, Instant now) {
    List<Double> millis = new ArrayList<>();
    RequestFilter filter = RequestFilter.read(Query.parse(page.filter()), route -> true);
    int found = 0;
    for (int i = 0; i < rounds; i++) {
      long began = System.nanoTime();
      found = database.with(handle -> read(handle, filter, page, now));
      millis.add((System.nanoTime() - began) / 1e6);
    }
    millis.sort(null);
    return new Cost(found, millis);
  }

  private static int read(Handle handle, RequestFilter filter, Page page, Instant now) {
    return new RequestStore(handle, HistoryScope.key(ACCOUNT, KEY), filter)
        .page(PageQuery.newest(page.from(), 20), now.minus(Duration.ofDays(DAYS + 1L)), now)
        .items()
        .size();
  }

  private String markdown(Sql sql, double seconds, Map<String, Cost> costs) {
    StringBuilder out = new StringBuilder("# Reading a long history of requests\n\n");
    Machine.facts(sql)
        .forEach((name, value) ->
            out.append("- ").append(name).append(": ").append(value).append('\n'));
    out.append(
        "\n%s requests of %d keys in %d days, stored in %.0f s; %s on disk with the index.\n\n"
            .formatted(
                sql.text("SELECT to_char(count(*), 'FM999,999,999') FROM request_log"),
                KEYS,
                DAYS,
                seconds,
                sql.text(
                    "SELECT pg_size_pretty(sum(pg_total_relation_size(inhrelid)))"
                        + " FROM pg_inherits WHERE inhparent = 'request_log'::regclass")));
    out.append("| A page of 20 of one key | found | ms, median | slowest |\n");
    out.append("|---|---:|---:|---:|\n");
    costs.forEach((name, cost) ->
        out.append(
            "| %s | %d | %.1f | %.1f |\n"
                .formatted(
                    name,
                    Math.min(20, cost.found()),
                    cost.millis().get(cost.millis().size() / 2),
                    cost.millis().getLast())));
    return out.toString();
  }
}
