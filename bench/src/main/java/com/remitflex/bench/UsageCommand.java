package com.remitflex.bench;

import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `usage`: how long the response takes that reports a year of a key's usage. */
@Command(
    name = "usage",
    mixinStandardHelpOptions = true,
    description = {
      "A year of days of a busy key, and two months of hours, over HTTP from the server's process.",
      "The table goes to standard output and to bench/results/usage.md."
    })
final class UsageCommand implements Callable<Integer> {
  private static final int WARM_UP = 50;

  /** Days and hours on which so many addresses and clients came that their sketches are full. */
  private static final String BUSY =
      """
      INSERT INTO key_usage (key_id, unit, start, account_id, environment, requests, succeeded,
                             client_errors, errors, latencies, addresses, user_agents)
      SELECT '%1$s', u.unit, date_trunc(u.unit, clock_timestamp(), 'UTC') - n * u.length, '%2$s',
             'sandbox', 1000000, 990000, 10000, '{"NOT_FOUND": 9000, "VALIDATION_ERROR": 1000}',
             decode(repeat('0187a80c', 150), 'hex'), sketch.bytes, sketch.bytes
      FROM (VALUES ('day', interval '1 day', 365), ('hour', interval '1 hour', 1500))
             AS u (unit, length, many),
           generate_series(1, u.many) n,
           LATERAL (SELECT string_agg(sha256((u.unit || n || ':' || i)::bytea), ''::bytea) AS bytes
                    FROM generate_series(1, 32) i) sketch
      ON CONFLICT DO NOTHING
      """;

  @Option(
      names = "--requests",
      defaultValue = "300",
      description = "How often each is asked (default: ${DEFAULT-VALUE}).")
  private int requests;

  @Override
  public Integer call() {
    if (requests < 1) {
      throw new BenchException("--requests must be at least 1.");
    }
    try (Product product = Product.start();
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      measure(product, sql).publish("usage");
    }
    return 0;
  }

  private Report measure(Product product, Sql sql) {
    IssuedKey admin = Tenants.issue(product, Scope.ADMIN);
    sql.execute(BUSY.formatted(admin.key().id(), admin.key().accountId()));
    sql.execute("ANALYZE key_usage");
    String base = "/v1/api-keys/" + admin.key().id() + "/usage";
    Instant now = Instant.now();
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put(
        "365 days", base + "?granularity=day&created_after=" + now.minus(Duration.ofDays(365)));
    asked.put(
        "1,499 hours",
        base + "?granularity=hour&created_after=" + now.minus(Duration.ofHours(1_498)));
    asked.put("30 days", base + "?granularity=day");

    StringBuilder table =
        new StringBuilder(
            """
            | Interval | KiB | median ms | p99 ms | slowest ms |
            |---|---:|---:|---:|---:|
            """);
    try (Browser client = Browser.withKey(product, admin.secret())) {
      asked.forEach((name, path) -> table.append(row(client, name, path)));
    }
    return new Report("The usage of a key in one response", Machine.facts(sql))
        .add(
            """
            A key with a million requests per interval, and more than 256 addresses and clients: its
            rows have their maximum size. One connection, HTTP, after a warm-up; %d responses each.
            The target is 50 ms for a year of days.
            """
                .formatted(requests))
        .add(table.toString());
  }

  private String row(Browser client, String name, String path) {
    Latencies latencies = Latencies.measure(WARM_UP, requests, () -> client.get(path));
    return "| %s | %d | %.1f | %.1f | %.1f |%n"
        .formatted(
            name,
            client.get(path).body().length / 1024,
            latencies.median(),
            latencies.p99(),
            latencies.slowest());
  }
}
