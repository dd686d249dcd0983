package com.remitflex.bench;

import com.remitflex.platform.access.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `sign-in`: what a flood of wrong passwords does to the API. */
@Command(
    name = "sign-in",
    mixinStandardHelpOptions = true,
    description = {
      "How long the API takes without and with a flood of sign-ins, in turns, on one server.",
      "The table goes to standard output and to bench/results/sign-in.md."
    })
final class SignInCommand implements Callable<Integer> {
  private static final int WARM_UP = 20_000;
  private static final int CLIENTS = 8;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often each is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--requests",
      defaultValue = "20000",
      description = "Requests of the API for each measurement (default: ${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--rate",
      defaultValue = "2000",
      description = "Requests of the API per second (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Override
  public Integer call() {
    if (rounds < 1 || requests < 100 || rate < 1) {
      throw new BenchException(
          "--rounds and --rate must be at least 1, and --requests at least 100.");
    }
    try (Product product = Product.start();
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      measure(product, sql).publish("sign-in");
    }
    return 0;
  }

  private Report measure(Product product, Sql sql) {
    String key = Tenants.issue(product, Scope.READ).secret();
    ApiProbe probe = new ApiProbe(product.port(), key, CLIENTS, rate);
    warmUp(product, probe);
    Map<Kind, List<Row>> rows = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      ApiProbe.Measured quiet = probe.run(requests);
      rows.computeIfAbsent(Kind.NONE, kind -> new ArrayList<>()).add(new Row(quiet, quiet, 0));
      for (Kind kind : Kind.FLOODS) {
        Row row = flood(product, probe, kind, quiet);
        rows.computeIfAbsent(kind, ignored -> new ArrayList<>()).add(row);
      }
    }
    StringBuilder table =
        new StringBuilder(
            """
            | Flood | Networks | median ms | p99 ms | p99 ratio | API responses 503 | \
            Attempts per second |
            |---|---|---:|---:|---:|---:|---:|
            """);
    rows.forEach((kind, all) -> table.append(line(kind, all)));
    return new Report("The API during a flood of sign-ins", Machine.facts(sql))
        .add(
            """
            `GET /v1/api-keys/current` on %d connections, %d requests per second, %d in each of %d
            rounds, without and with a flood: wrong passwords for random addresses, as fast as the
            server responds, from one network, and from as many networks as there are attempts. A
            latency counts from the time at which its request was due. The flood is a
            separate process on the same machine, with the lowest priority. Each figure is the
            median of the rounds; the ratio is that of a flood's p99 to the p99 without a flood in
            the same round.
            """
                .formatted(CLIENTS, rate, requests, rounds))
        .add(table.toString());
  }

  /** Until the compiler has seen both the API's and the sign-in's code often enough. */
  private static void warmUp(Product product, ApiProbe probe) {
    probe.run(WARM_UP);
    try (FloodProcess flood = FloodProcess.start(product.port(), 300, true)) {
      probe.run(WARM_UP);
      flood.stop();
    }
  }

  private Row flood(Product product, ApiProbe probe, Kind kind, ApiProbe.Measured quiet) {
    long begin = System.nanoTime();
    try (FloodProcess flood =
        FloodProcess.start(product.port(), kind.connections(), kind.manyNetworks())) {
      ApiProbe.Measured measured = probe.run(requests);
      long attempts = flood.stop();
      return new Row(measured, quiet, attempts / ((System.nanoTime() - begin) / 1e9));
    }
  }

  /** A flood, or none. */
  private record Kind(int connections, boolean manyNetworks) {
    static final Kind NONE = new Kind(0, false);
    static final List<Kind> FLOODS =
        List.of(
            new Kind(40, false), new Kind(300, false), new Kind(40, true), new Kind(300, true));
  }

  /** One round of one kind. */
  private record Row(ApiProbe.Measured measured, ApiProbe.Measured quiet, double perSecond) {
    double ratio() {
      return measured.millis(0.99) / quiet.millis(0.99);
    }
  }

  private static String line(Kind kind, List<Row> rows) {
    return "| %s | %s | %.2f | %.2f | %.2f | %d | %.0f |%n"
        .formatted(
            kind.connections() == 0 ? "none" : kind.connections() + " connections",
            kind.connections() == 0 ? "" : kind.manyNetworks() ? "many" : "one",
            median(rows, row -> row.measured().millis(0.5)),
            median(rows, row -> row.measured().millis(0.99)),
            median(rows, Row::ratio),
            rows.stream().mapToInt(row -> row.measured().failed()).sum(),
            median(rows, Row::perSecond));
  }

  private static double median(List<Row> rows, ToDoubleFunction<Row> figure) {
    return Spread.of(rows.stream().map(figure::applyAsDouble).toList()).median();
  }
}
