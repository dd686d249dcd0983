package com.remitflex.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `life`: payments from their creation to their delivery, at a fixed rate. */
@Command(
    name = "life",
    mixinStandardHelpOptions = true,
    description = {
      "Creates payments at a fixed rate and lets the sandbox deliver each: the latency of creation,"
          + " the backlog of due payments, and the processor time of a whole life.",
      "The table goes to standard output and to bench/results/life.md. Run it on a quiet machine."
    })
final class LifeCommand implements Callable<Integer> {
  private static final int CONNECTIONS = 64;
  private static final int DRAIN_SECONDS = 60;

  @Option(
      names = "--rate",
      defaultValue = "700",
      description = "Payments per second (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--seconds",
      defaultValue = "180",
      description = "Length of the measured run (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "30",
      description = "Seconds of the same load before it (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--accounts",
      defaultValue = "10",
      description = "Accounts that pay (default: ${DEFAULT-VALUE}).")
  private int accounts;

  /**
   * What was measured.
   *
   * @param delivered payments that were delivered while the load lasted
   * @param drainSeconds until the last payment was delivered
   */
  private record Run(
      OpenLoad.Measured created,
      long delivered,
      double elapsedSeconds,
      double drainSeconds,
      List<Backlog.Sample> backlog,
      EngineRun.Cost cost) {}

  @Override
  public Integer call() {
    if (rate < 1 || seconds < 3 || warmUp < 1 || accounts < 1) {
      throw new BenchException(
          "--rate, --warm-up and --accounts must be at least 1, --seconds at least 3.");
    }
    Path home = Path.of(System.getProperty("remitflex.home", "")).toAbsolutePath();
    try (Product product = Product.startWithPayouts(home);
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()));
        Sql watch = Sql.open(PgAddress.of(product.databaseUrl()))) {
      List<String> keys = Tenants.open(product, accounts);
      OpenLoad load = new OpenLoad(product.port(), CONNECTIONS, keys, rate);
      System.err.println("Warming up ...");
      load.run(warmUp);
      System.err.println("Measuring ...");
      Run run = measure(product, load, sql, watch);
      System.err.println(product.doctor().strip());
      ResultFile.publish(home, "life", report(sql, run));
    }
    return 0;
  }

  private Run measure(Product product, OpenLoad load, Sql sql, Sql watch) {
    long deliveredBefore = delivered(sql);
    CpuTime before = CpuTime.now(product.pid(), sql);
    long began = System.nanoTime();
    Backlog backlog = Backlog.watch(watch);
    OpenLoad.Measured created = load.run(seconds);
    List<Backlog.Sample> samples = backlog.end();
    double elapsed = secondsSince(began);
    long delivered = delivered(sql) - deliveredBefore;
    CpuTime after = CpuTime.now(product.pid(), sql);
    long drainBegan = System.nanoTime();
    awaitDelivery(sql);
    return new Run(
        created,
        delivered,
        elapsed,
        secondsSince(drainBegan),
        samples,
        EngineRun.Cost.of(before, after, created.latencies().length));
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private static long delivered(Sql sql) {
    return Long.parseLong(
        sql.text(
            "SELECT coalesce(sum(payments), 0) FROM payment_count WHERE status = 'delivered'"));
  }

  private static void awaitDelivery(Sql sql) {
    long end = System.nanoTime() + DRAIN_SECONDS * 1_000_000_000L;
    while (Backlog.read(sql).unfinished() > 0) {
      if (System.nanoTime() > end) {
        throw new BenchException(
            "Payments are not delivered " + DRAIN_SECONDS + " s after the end.");
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new BenchException("interrupted", e);
      }
    }
  }

  private String report(Sql sql, Run run) {
    StringBuilder out = new StringBuilder("# The whole life of a payment\n\n");
    Machine.facts(sql).forEach((name, value) -> out.append("- %s: %s%n".formatted(name, value)));
    out.append(
        """

        %d payments per second for %d s, spread over %d accounts, each created by a request on one
        of %d connections and delivered by the sandbox 5 s later (1 s pending, 2 s processing, 2 s
        settled). Latency counts from the time at which a request should have been sent. `doctor`
        checked every row at the end.

        | | |
        |---|---:|
        | created per second | %.0f |
        | delivered per second | %.0f |
        | creation: p50, p99, p99.9, max ms | %s |
        | responses with 503 | %d |
        | seconds from the last creation to the last delivery | %.1f |
        | processor time of a life, µs: server | %.0f |
        | processor time of a life, µs: PostgreSQL | %.0f |
        | processor time, µs: load program | %.0f |

        The backlog, read once a second: medians of the first, second and last third of the run, and
        the maximum.

        | | first | second | last | max |
        |---|---:|---:|---:|---:|
        | unfinished payments | %s |
        | steps that are due | %s |
        | the oldest of them, ms | %s |
        """
            .formatted(
                rate,
                seconds,
                accounts,
                CONNECTIONS,
                run.created().latencies().length / run.elapsedSeconds(),
                run.delivered() / run.elapsedSeconds(),
                percentiles(run.created()),
                run.created().rejected(),
                run.drainSeconds(),
                run.cost().server(),
                run.cost().postgres(),
                run.cost().clients(),
                row(run, Backlog.Sample::unfinished),
                row(run, Backlog.Sample::overdue),
                row(run, Backlog.Sample::oldestMillis)));
    return out.toString();
  }

  private static String percentiles(OpenLoad.Measured created) {
    return List.of(0.5, 0.99, 0.999, 1.0).stream()
        .map(share -> "%.1f".formatted(created.percentileMillis(share)))
        .collect(Collectors.joining(", "));
  }

  private static String row(Run run, ToLongFunction<Backlog.Sample> figure) {
    String thirds =
        Backlog.thirds(run.backlog(), figure).stream()
            .map("%,.0f"::formatted)
            .collect(Collectors.joining(" | "));
    return thirds + " | %,d".formatted(run.backlog().stream().mapToLong(figure).max().orElse(0));
  }
}
