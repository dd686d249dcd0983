package com.remitflex.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GET requests: the calling key beside /healthz, one payment and a page beside pgbench. */
final class ReadsScenario implements Scenario {
  private static final int CONNECTIONS = 32;
  private static final int ACCOUNTS = 16;
  private static final int SECONDS_OF_PAYMENTS = 10;

  /** Payments of each account that are read one by one. */
  private static final int PAYMENTS = 50;

  private static final String COLUMNS =
      "account_id, environment, id, number, status, amount, currency, destination_currency,"
          + " converted_amount, exchange_rate, fee, corridor, recipient, destination, reference,"
          + " metadata, failure_reason, created_at, updated_at, estimated_delivery";

  /** What the server sends for one payment. */
  private static final String ONE =
      "SELECT "
          + COLUMNS
          + " FROM payment WHERE account_id = '%s' AND environment = 'sandbox' AND id = '%s';\n";

  /** What the server sends for one page with its total. */
  private static final String PAGE =
      "SELECT page.*, total FROM (SELECT (SELECT coalesce(sum(payments), 0)::bigint"
          + " FROM payment_count WHERE account_id = '%s' AND environment = 'sandbox') AS total)"
          + " AS counted LEFT JOIN (SELECT "
          + COLUMNS
          + " FROM payment WHERE account_id = '%s' AND environment = 'sandbox'"
          + " ORDER BY created_at DESC, number DESC LIMIT 21) AS page ON true;\n";

  /** Three times this long, until most of the code that a read runs is compiled as it will be. */
  private static final int WARM_UP_SECONDS = 5;

  private static final List<Integer> PGBENCH_CLIENTS = List.of(8, 32);
  private static final Pattern DROPPED = Pattern.compile("([0-9]+) requests were not recorded");

  /** The statistics of a connection are complete after a second without statements. */
  private static final long STATISTICS_MILLIS = 1_500;

  private final Rig rig;
  private final int seconds;
  private final Map<Target, Series> all = new LinkedHashMap<>();
  private final List<Double> transactions = new ArrayList<>();

  ReadsScenario(Rig rig, int seconds) {
    this.rig = rig;
    this.seconds = seconds;
  }

  /**
   * One kind of request.
   *
   * @param requests sent in turn, each with its key
   * @param select the pgbench script with the same SELECT
   */
  private record Target(String title, List<Wrk.Get> requests, Optional<Path> select) {}

  @Override
  public String title() {
    return "requests that only read";
  }

  @Override
  public void warmUp() {
    List<String> keys = Tenants.open(rig.product(), ACCOUNTS);
    new Load(rig.product().port(), CONNECTIONS).run(keys, SECONDS_OF_PAYMENTS);
    rig.sql().execute("VACUUM ANALYZE");
    // The highest limit of a key is less than what it would send alone.
    for (String key : keys.subList(keys.size() - 3, keys.size())) {
      targets(keys, key).forEach(target -> run(target, WARM_UP_SECONDS));
    }
    targets(keys, keys.getFirst())
        .forEach(target -> all.put(target, new Series(target.title())));
  }

  /** The kinds of requests; this key asks about itself. */
  private List<Target> targets(List<String> keys, String current) {
    List<Wrk.Get> payments = new ArrayList<>();
    List<Wrk.Get> pages = new ArrayList<>();
    for (String key : keys) {
      for (JsonNode payment : newestPayments(key)) {
        payments.add(
            new Wrk.Get("/v1/payments/" + payment.path("id").asText(), Optional.of(key)));
      }
      pages.add(new Wrk.Get("/v1/payments?limit=20", Optional.of(key)));
    }
    Collections.shuffle(payments, new Random(1));
    String payment = payments.getFirst().path().substring("/v1/payments/".length());
    String account = rig.sql().text("SELECT account_id FROM payment WHERE id = '" + payment + "'");
    return List.of(
        new Target(
            "`/healthz`", List.of(new Wrk.Get("/healthz", Optional.empty())), Optional.empty()),
        new Target(
            "`GET /v1/api-keys/current`",
            List.of(new Wrk.Get("/v1/api-keys/current", Optional.of(current))),
            Optional.empty()),
        new Target(
            "`GET /v1/payments/{id}`",
            payments,
            Optional.of(script("one.pgbench", ONE.formatted(account, payment)))),
        new Target(
            "`GET /v1/payments?limit=20`",
            pages,
            Optional.of(script("page.pgbench", PAGE.formatted(account, account)))));
  }

  private Path script(String name, String text) {
    try {
      return Files.writeString(rig.product().scratch().resolve(name), text);
    } catch (IOException e) {
      throw new BenchException("Cannot write to " + rig.product().scratch() + ": " + e, e);
    }
  }

  private JsonNode newestPayments(String key) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(rig.url("/v1/payments?limit=" + PAYMENTS)))
              .header("Authorization", "Bearer " + key)
              .build();
      String body = client.send(request, BodyHandlers.ofString()).body();
      return new ObjectMapper().readTree(body).path("data");
    } catch (IOException e) {
      throw new BenchException("The server does not list its payments: " + e, e);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }

  @Override
  public void round() {
    all.forEach((target, series) -> {
      boolean isCurrent = target.title().contains("current");
      long before = isCurrent ? committed() : 0;
      Run run = run(target, seconds);
      series.add(run);
      if (isCurrent) {
        transactions.add((committed() - before) / (run.perSecond() * seconds));
      }
      target
          .select()
          .ifPresent(script -> {
            for (int clients : PGBENCH_CLIENTS) {
              series.addPgbench(
                  clients, rig.pgbench().run(rig.database(), script, clients, seconds, rig));
            }
          });
    });
  }

  private Run run(Target target, int duration) {
    return rig.wrk().run(target.requests(), CONNECTIONS, duration, rig);
  }

  /** Transactions of the database so far, those of background work included. */
  private long committed() {
    Pause.millis(STATISTICS_MILLIS);
    return Long.parseLong(
        rig.sql()
            .text("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"));
  }

  /** Requests that the server says it did not record. */
  private long dropped() {
    return DROPPED
        .matcher(rig.product().logText())
        .results()
        .map(found -> found.group(1))
        .mapToLong(Long::parseLong)
        .sum();
  }

  @Override
  public List<Finding> findings() {
    List<Series> series = List.copyOf(all.values());
    return List.of(
        current(series.get(0), series.get(1)),
        compared(series.get(2), 0.5),
        compared(series.get(3), 0.35));
  }

  private Finding current(Series healthz, Series current) {
    double ratio = current.perSecond() / healthz.perSecond();
    double each = Spread.of(transactions).median();
    long dropped = dropped();
    return new Finding(
        current.title(),
        "%,.0f/s, p99 %.1f ms, %.3f transactions per request, %d records dropped"
            .formatted(current.perSecond(), current.median(Run::p99Millis), each, dropped),
        "%s: %,.0f/s, %s".formatted(healthz.title(), healthz.perSecond(), healthz.cost()),
        "%.2f".formatted(ratio),
        Reach.atLeast(ratio, 0.6, "")
            .and(Reach.of("no query", each < 0.01))
            .and(Reach.of("0 dropped", dropped == 0)),
        current.cost().toString());
  }

  private static Finding compared(Series series, double minRatio) {
    double ratio = series.ratio().orElse(0.0);
    return new Finding(
        series.title(),
        "%,.0f/s, p99 %.1f ms".formatted(series.perSecond(), series.median(Run::p99Millis)),
        series.best().map(Series.Best::toString).orElse(""),
        "%.2f".formatted(ratio),
        Reach.atLeast(ratio, minRatio, ""),
        series.cost().toString());
  }

  @Override
  public String details() {
    StringBuilder out =
        new StringBuilder(
            """
            wrk with one thread and %d connections. The request record and the rate limit are on.
            The payments and pages of %d accounts are read in turn. pgbench runs the SELECT that
            the server sends for one of them, prepared, at 8 and 32 clients, of which the better
            one counts. Median (minimum to maximum):

            | Request | per second | p50 ms | p99 ms | pgbench, 8 clients | 32 clients |
            |---|---|---:|---:|---|---|
            """
                .formatted(CONNECTIONS, ACCOUNTS));
    all.forEach((target, series) -> out.append(
        "| %s | %s | %.1f | %.1f | %s | %s |%n"
            .formatted(
                series.title(),
                series.spread(Run::perSecond),
                series.median(Run::p50Millis),
                series.median(Run::p99Millis),
                Optional.ofNullable(series.pgbench().get(8)).map(Spread::toString).orElse(""),
                Optional.ofNullable(series.pgbench().get(32)).map(Spread::toString).orElse(""))));
    return out.toString();
  }
}
