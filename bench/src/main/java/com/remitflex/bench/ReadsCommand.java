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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `reads`: what a GET costs, compared with a response without any work and with PostgreSQL. */
@Command(
    name = "reads",
    mixinStandardHelpOptions = true,
    description = {
      "GET requests per second and their processor time: the calling key, one payment, a page of"
          + " payments. They are compared with /healthz of the same server, and with the same"
          + " SELECT in pgbench.",
      "The table goes to standard output and to bench/results/reads.md. Run it on a quiet machine."
    })
final class ReadsCommand implements Callable<Integer> {
  private static final int CONNECTIONS = 32;
  private static final int SECONDS_OF_PAYMENTS = 10;
  private static final int WARM_UP_SECONDS = 10;
  private static final List<Integer> PGBENCH_CLIENTS = List.of(8, 32);

  @Option(
      names = "--seconds",
      defaultValue = "4",
      description = "Length of each measured run (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  /** One kind of request. */
  private record Target(String title, String path, boolean withKey) {}

  /** One measured run. */
  private record Run(
      double perSecond, double p99Millis, double serverMicros, double postgresMicros) {}

  /** The runs of one kind, HTTP's and pgbench's by its number of clients. */
  private record Series(List<Run> runs, Map<Integer, List<Double>> pgbench) {
    Series() {
      this(new ArrayList<>(), new LinkedHashMap<>());
    }

    double median(ToDoubleFunction<Run> figure) {
      return Spread.of(runs.stream().map(figure::applyAsDouble).toList()).median();
    }

    Optional<Map.Entry<Integer, Double>> best() {
      return pgbench.entrySet().stream()
          .map(entry -> Map.entry(entry.getKey(), Spread.of(entry.getValue()).median()))
          .max(Map.Entry.comparingByValue());
    }
  }

  @Override
  public Integer call() {
    if (seconds < 1 || rounds < 1) {
      throw new BenchException("--seconds and --rounds must be at least 1.");
    }
    Wrk wrk = Wrk.find();
    Pgbench pgbench = Pgbench.find();
    Path home = Path.of(System.getProperty("remitflex.home", "")).toAbsolutePath();
    try (Product product = Product.start(home);
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      ResultFile.publish(home, "reads", measure(product, sql, wrk, pgbench));
    }
    return 0;
  }

  private String measure(Product product, Sql sql, Wrk wrk, Pgbench pgbench) {
    String key = Tenants.open(product, 1).getFirst();
    new Load(product.port(), CONNECTIONS).run(List.of(key), SECONDS_OF_PAYMENTS);
    sql.execute("VACUUM ANALYZE");
    JsonNode payment = newestPayment(product, key);
    List<Target> targets =
        List.of(
            new Target("`/healthz`", "/healthz", false),
            new Target("`GET /v1/api-keys/current`", "/v1/api-keys/current", true),
            new Target(
                "`GET /v1/payments/{id}`", "/v1/payments/" + payment.path("id").asText(), true),
            new Target("`GET /v1/payments?limit=20`", "/v1/payments?limit=20", true));
    Map<String, Path> scripts = scripts(product, sql, payment.path("id").asText());

    Map<Target, Series> all = new LinkedHashMap<>();
    targets.forEach(target -> all.put(target, new Series()));
    for (Target target : targets) {
      run(wrk, product, target, key, WARM_UP_SECONDS);
    }
    for (int round = 1; round <= rounds; round++) {
      System.err.println("Round " + round + " of " + rounds + " ...");
      for (Target target : targets) {
        Series series = all.get(target);
        series.runs().add(measured(wrk, product, sql, target, key));
        Path script = scripts.get(target.path());
        if (script != null) {
          for (int clients : PGBENCH_CLIENTS) {
            double rate =
                pgbench.rate(PgAddress.of(product.databaseUrl()), script, clients, seconds);
            series.pgbench().computeIfAbsent(clients, count -> new ArrayList<>()).add(rate);
          }
        }
      }
    }
    return report(sql, pgbench, targets.getFirst(), all);
  }

  private static Wrk.Measured run(
      Wrk wrk, Product product, Target target, String key, int seconds) {
    return wrk.run(
        "http://127.0.0.1:" + product.port() + target.path(),
        target.withKey() ? Optional.of(key) : Optional.empty(),
        CONNECTIONS,
        seconds);
  }

  private Run measured(Wrk wrk, Product product, Sql sql, Target target, String key) {
    CpuTime before = CpuTime.now(product.pid(), sql);
    Wrk.Measured measured = run(wrk, product, target, key, seconds);
    CpuTime after = CpuTime.now(product.pid(), sql);
    return new Run(
        measured.perSecond(),
        measured.p99Millis(),
        after.serverSince(before).toNanos() / 1e3 / measured.requests(),
        after.postgresSince(before).toNanos() / 1e3 / measured.requests());
  }

  /** The same SELECTs for pgbench, by the path of the request that runs them. */
  private static Map<String, Path> scripts(Product product, Sql sql, String payment) {
    String account = sql.text("SELECT account_id FROM payment WHERE id = '" + payment + "'");
    String where =
        "SELECT * FROM payment WHERE account_id = '%s' AND environment = 'sandbox'"
            .formatted(account);
    return Map.of(
        "/v1/payments/" + payment,
        script(product, "one.pgbench", where + " AND id = '" + payment + "';\n"),
        "/v1/payments?limit=20",
        script(product, "page.pgbench", where + " ORDER BY created_at DESC, id DESC LIMIT 21;\n"));
  }

  private static Path script(Product product, String name, String text) {
    try {
      return Files.writeString(product.scratch().resolve(name), text);
    } catch (IOException e) {
      throw new BenchException("Cannot write to " + product.scratch() + ": " + e, e);
    }
  }

  private static JsonNode newestPayment(Product product, String key) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + product.port() + "/v1/payments?limit=1"))
              .header("Authorization", "Bearer " + key)
              .build();
      String body = client.send(request, BodyHandlers.ofString()).body();
      return new ObjectMapper().readTree(body).path("data").path(0);
    } catch (IOException e) {
      throw new BenchException("The server does not list its payments: " + e, e);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }

  private String report(Sql sql, Pgbench pgbench, Target baseline, Map<Target, Series> all) {
    Map<String, String> facts = Machine.facts(sql);
    facts.put("pgbench", pgbench.version());
    StringBuilder out = new StringBuilder("# Requests that only read\n\n");
    facts.forEach((name, value) -> out.append("- %s: %s%n".formatted(name, value)));
    out.append(
        """

        wrk with one thread and %d connections, %d rounds of %d s each, interleaved; medians. The
        request record is on. pgbench runs the same SELECT, prepared, at 8 and 32 clients, of which
        the better one counts. Processor time is per request.

        | Request | per second | p99 ms | server µs | PostgreSQL µs | of `/healthz` | pgbench | \
        of pgbench |
        |---|---:|---:|---:|---:|---:|---:|---:|
        """
            .formatted(CONNECTIONS, rounds, seconds));
    double healthz = all.get(baseline).median(Run::perSecond);
    all.forEach((target, series) -> out.append(row(target, series, healthz)));
    return out.toString();
  }

  private static String row(Target target, Series series, double healthz) {
    double rate = series.median(Run::perSecond);
    return "| %s | %,.0f | %.1f | %.0f | %.0f | %.2f | %s | %s |%n"
        .formatted(
            target.title(),
            rate,
            series.median(Run::p99Millis),
            series.median(Run::serverMicros),
            series.median(Run::postgresMicros),
            rate / healthz,
            series
                .best()
                .map(best -> "%,.0f (%d clients)".formatted(best.getValue(), best.getKey()))
                .orElse(""),
            series.best().map(best -> "%.2f".formatted(rate / best.getValue())).orElse(""));
  }
}
