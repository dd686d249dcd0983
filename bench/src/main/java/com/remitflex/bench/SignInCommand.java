package com.remitflex.bench;

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
  private static final int WARM_UP_SECONDS = 10;
  private static final int READS_PER_SECOND = 2_000;
  private static final int PAYMENTS_PER_SECOND = 300;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often each is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "8",
      description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Override
  public Integer call() {
    if (rounds < 1 || seconds < 1) {
      throw new BenchException("--rounds and --seconds must be at least 1.");
    }
    try (Product product = Product.start();
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      measure(product, sql).publish("sign-in");
    }
    return 0;
  }

  private Report measure(Product product, Sql sql) {
    String key = Tenants.open(product, 1).getFirst();
    List<ApiProbe> probes =
        List.of(
            ApiProbe.currentKey(product.port(), key, READS_PER_SECOND),
            ApiProbe.payment(product.port(), key, PAYMENTS_PER_SECOND));
    warmUp(product, probes);
    Map<Case, List<Row>> rows = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      System.err.println("Round " + round + " of " + rounds + " ...");
      round(product, probes)
          .forEach((one, row) -> rows.computeIfAbsent(one, first -> new ArrayList<>()).add(row));
    }
    StringBuilder table =
        new StringBuilder(
            """
            | Request | Flood | Networks | median ms | p99 ms | p99 ratio | Responses 503 | \
            Attempts per second |
            |---|---|---|---:|---:|---:|---:|---:|
            """);
    rows.forEach((one, all) -> table.append(line(one, all)));
    return new Report("The API during a flood of sign-ins", Machine.facts(sql))
        .add(
            """
            Requests of the API on 8 connections, %d s in each of %d rounds, without and with a
            flood: wrong passwords for random addresses, as fast as the server responds, from one
            network, and from as many networks as there are attempts. A latency counts from the
            time at which its request was due. The flood is a separate process on the same machine,
            with the lowest priority. Each figure is the median of the rounds; the ratio is that of
            a flood's p99 to the p99 without a flood in the same round.
            """
                .formatted(seconds, rounds))
        .add(table.toString());
  }

  /** Until the compiler has seen both the API's and the sign-in's code often enough. */
  private static void warmUp(Product product, List<ApiProbe> probes) {
    probes.forEach(probe -> probe.run(WARM_UP_SECONDS));
    try (FloodProcess flood = FloodProcess.start(product.port(), 300, true)) {
      probes.forEach(probe -> probe.run(WARM_UP_SECONDS));
      flood.stop();
    }
  }

  private Map<Case, Row> round(Product product, List<ApiProbe> probes) {
    Map<Case, Row> rows = new LinkedHashMap<>();
    Map<ApiProbe, ApiProbe.Measured> quiet = new LinkedHashMap<>();
    for (ApiProbe probe : probes) {
      ApiProbe.Measured measured = probe.run(seconds);
      quiet.put(probe, measured);
      rows.put(new Case(probe, Kind.NONE), new Row(measured, measured, 0));
    }
    for (Kind kind : Kind.FLOODS) {
      flood(product, kind, quiet).forEach((probe, row) -> rows.put(new Case(probe, kind), row));
    }
    return rows;
  }

  private Map<ApiProbe, Row> flood(
      Product product, Kind kind, Map<ApiProbe, ApiProbe.Measured> quiet) {
    Map<ApiProbe, ApiProbe.Measured> measured = new LinkedHashMap<>();
    long begin = System.nanoTime();
    try (FloodProcess flood =
        FloodProcess.start(product.port(), kind.connections(), kind.manyNetworks())) {
      quiet.keySet().forEach(probe -> measured.put(probe, probe.run(seconds)));
      double attempts = flood.stop() / ((System.nanoTime() - begin) / 1e9);
      Map<ApiProbe, Row> rows = new LinkedHashMap<>();
      measured.forEach((probe, one) -> rows.put(probe, new Row(one, quiet.get(probe), attempts)));
      return rows;
    }
  }

  /** One request during one flood. */
  private record Case(ApiProbe probe, Kind kind) {}

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

  private static String line(Case one, List<Row> rows) {
    Kind kind = one.kind();
    return "| %s | %s | %s | %.2f | %.2f | %.2f | %d | %.0f |%n"
        .formatted(
            one.probe().title(),
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
