package com.remitflex.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Payments from their creation to their delivery, at a fixed rate; measured once. */
final class LifeScenario implements Scenario {
  private static final int CONNECTIONS = 64;
  private static final int DRAIN_SECONDS = 60;
  private static final double MIN_RATE = 650;
  private static final int MIN_SECONDS = 180;
  private static final double MAX_P99_MILLIS = 100;

  /** A backlog is flat if the last third of the run has at most so many times that of the first. */
  private static final double FLAT = 1.2;

  private final Product product;
  private final Sql sql;
  private final Sql watch;
  private final Settings settings;
  private final OpenLoad load;
  private final List<Run> runs = new ArrayList<>();

  /** Rate, length, warm-up and accounts of a run. */
  record Settings(int perSecond, int seconds, int warmUp, int accounts) {
    /** What the figure to reach is about. */
    static Settings usual() {
      return new Settings(700, MIN_SECONDS, 30, 10);
    }
  }

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
      Cost cost) {
    double createdPerSecond() {
      return created.latencies().length / elapsedSeconds;
    }

    double deliveredPerSecond() {
      return delivered / elapsedSeconds;
    }

    boolean isFlat() {
      List<Double> thirds = Backlog.thirds(backlog, Backlog.Sample::unfinished);
      return thirds.getLast() <= FLAT * thirds.getFirst();
    }
  }

  /** The scenario on a server that pays out. */
  LifeScenario(Product product, Settings settings) {
    this.product = product;
    this.settings = settings;
    sql = Sql.open(PgAddress.of(product.databaseUrl()));
    watch = Sql.open(PgAddress.of(product.databaseUrl()));
    load =
        new OpenLoad(
            product.port(),
            CONNECTIONS,
            Tenants.open(product, settings.accounts()),
            settings.perSecond());
  }

  @Override
  public String title() {
    return "whole life, created to delivered";
  }

  @Override
  public void warmUp() {
    load.run(settings.warmUp());
  }

  @Override
  public void round() {
    long deliveredBefore = delivered();
    CpuTime before = CpuTime.now(product.pid(), sql);
    long began = System.nanoTime();
    Backlog backlog = Backlog.watch(watch);
    OpenLoad.Measured created = load.run(settings.seconds());
    List<Backlog.Sample> samples = backlog.end();
    double elapsed = secondsSince(began);
    long delivered = delivered() - deliveredBefore;
    CpuTime after = CpuTime.now(product.pid(), sql);
    long drainBegan = System.nanoTime();
    awaitDelivery();
    runs.add(
        new Run(
            created,
            delivered,
            elapsed,
            secondsSince(drainBegan),
            samples,
            Cost.of(before, after, created.latencies().length)));
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private long delivered() {
    return Long.parseLong(
        sql.text(
            "SELECT coalesce(sum(payments), 0) FROM payment_count WHERE status = 'delivered'"));
  }

  private void awaitDelivery() {
    long end = System.nanoTime() + DRAIN_SECONDS * 1_000_000_000L;
    while (Backlog.read(sql).unfinished() > 0) {
      if (System.nanoTime() > end) {
        throw new BenchException(
            "Payments are not delivered " + DRAIN_SECONDS + " s after the end.");
      }
      Pause.millis(100);
    }
  }

  @Override
  public List<Finding> findings() {
    Run run = runs.getLast();
    double p99 = run.created().percentileMillis(0.99);
    return List.of(
        new Finding(
            "%s, %d s at %d/s".formatted(title(), settings.seconds(), settings.perSecond()),
            "%.0f/s created, %.0f/s delivered, p99 of creation %.1f ms, backlog %s"
                .formatted(
                    run.createdPerSecond(),
                    run.deliveredPerSecond(),
                    p99,
                    run.isFlat() ? "flat" : "growing"),
            "",
            "",
            Reach.atLeast(run.deliveredPerSecond(), MIN_RATE, "/s")
                .and(Reach.of("for 3 minutes", settings.seconds() >= MIN_SECONDS))
                .and(Reach.of("flat backlog", run.isFlat()))
                .and(Reach.below(p99, MAX_P99_MILLIS, "ms")),
            run.cost().toString()));
  }

  @Override
  public String details() {
    return runs.stream().map(this::details).collect(Collectors.joining("\n"));
  }

  private String details(Run run) {
    return """
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
                settings.perSecond(),
                settings.seconds(),
                settings.accounts(),
                CONNECTIONS,
                run.createdPerSecond(),
                run.deliveredPerSecond(),
                percentiles(run.created()),
                run.created().rejected(),
                run.drainSeconds(),
                run.cost().server(),
                run.cost().postgres(),
                run.cost().clients(),
                row(run.backlog(), Backlog.Sample::unfinished),
                row(run.backlog(), Backlog.Sample::overdue),
                row(run.backlog(), Backlog.Sample::oldestMillis));
  }

  private static String percentiles(OpenLoad.Measured created) {
    return List.of(0.5, 0.99, 0.999, 1.0).stream()
        .map(share -> "%.1f".formatted(created.percentileMillis(share)))
        .collect(Collectors.joining(", "));
  }

  private static String row(
      List<Backlog.Sample> backlog, ToLongFunction<Backlog.Sample> figure) {
    String thirds =
        Backlog.thirds(backlog, figure).stream()
            .map("%,.0f"::formatted)
            .collect(Collectors.joining(" | "));
    return thirds + " | %,d".formatted(backlog.stream().mapToLong(figure).max().orElse(0));
  }

  @Override
  public void close() {
    watch.close();
    sql.close();
  }
}
