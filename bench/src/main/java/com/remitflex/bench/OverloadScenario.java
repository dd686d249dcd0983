package com.remitflex.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Ten times the clients, each with its own connection, compared with the usual number. */
final class OverloadScenario implements Scenario {
  private static final int LEAD_IN_SECONDS = 3;
  private static final double MIN_GOODPUT = 0.8;
  private static final double MAX_RECOVERY_SECONDS = 5;

  /** The server has recovered when so many payments in a row are created within this time. */
  private static final int PROBES = 20;

  private static final double USUAL_MILLIS = 100;
  private static final long GIVE_UP_SECONDS = 30;

  /** A client should learn soon that it has to try again. */
  private static final double MAX_REJECTION_MILLIS = 3_000;

  private final Rig rig;
  private final int usual;
  private final int many;
  private final int seconds;
  private final List<Double> best = new ArrayList<>();
  private final List<Burst> bursts = new ArrayList<>();

  /**
   * The scenario on this server.
   *
   * @param usual the number of clients at which the server is at its best
   * @param many the number of clients that overload it
   */
  OverloadScenario(Rig rig, int usual, int many, int seconds) {
    this.rig = rig;
    this.usual = usual;
    this.many = many;
    this.seconds = seconds;
  }

  /** One overload and what followed it. */
  private record Burst(Load.Measured load, Cost cost, double recoverySeconds) {}

  @Override
  public String title() {
    return "overload, %,d clients instead of %d".formatted(many, usual);
  }

  @Override
  public void warmUp() {
    load(usual, 1).run(keys(), seconds);
    load(many, LEAD_IN_SECONDS).run(keys(), seconds);
  }

  @Override
  public void round() {
    rig.sql().execute("CHECKPOINT");
    best.add(load(usual, 1).run(keys(), seconds).paymentsPerSecond());
    rig.sql().execute("CHECKPOINT");
    CpuTime before = rig.cpuTime();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LEAD_IN_SECONDS + seconds);
    CompletableFuture<Double> recovery = CompletableFuture.supplyAsync(() -> recovery(end));
    Load.Measured measured = load(many, LEAD_IN_SECONDS).run(keys(), seconds);
    CpuTime after = rig.cpuTime();
    bursts.add(new Burst(measured, Cost.of(before, after, measured.created()), recovery.join()));
  }

  private Load load(int clients, int leadInSeconds) {
    return new Load(rig.product().port(), clients, leadInSeconds);
  }

  private List<String> keys() {
    return rig.keys(1);
  }

  /** Seconds from the end of the load until one client is served as usual again. */
  private double recovery(long loadEnd) {
    Pause.nanos(Math.max(0, loadEnd - System.nanoTime()));
    JsonRequest request = Load.payment(keys().getFirst());
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS);
    long usualSince = System.nanoTime();
    int inRow = 0;
    try (HttpConnection connection = HttpConnection.open(rig.product().port())) {
      while (inRow < PROBES && System.nanoTime() < giveUp) {
        request.rename();
        long sent = System.nanoTime();
        boolean created = connection.send(request.bytes(), 201);
        boolean usualTime = (System.nanoTime() - sent) / 1e6 <= USUAL_MILLIS;
        inRow = created && usualTime ? inRow + 1 : 0;
        usualSince = inRow == 0 ? System.nanoTime() : usualSince;
      }
    }
    return inRow < PROBES ? GIVE_UP_SECONDS : (usualSince - loadEnd) / 1e9;
  }

  private double median(ToDoubleFunction<Burst> value) {
    return Spread.of(bursts.stream().map(value::applyAsDouble).toList()).median();
  }

  private double most(ToDoubleFunction<Burst> value) {
    return Spread.of(bursts.stream().map(value::applyAsDouble).toList()).most();
  }

  @Override
  public List<Finding> findings() {
    double goodput = median(burst -> burst.load().paymentsPerSecond());
    double usualRate = Spread.of(best).median();
    double recovery = most(Burst::recoverySeconds);
    double slowest = most(burst -> burst.load().slowestRejectionMillis());
    return List.of(
        new Finding(
            title() + ", one hot account",
            "%,.0f/s, p99 %,.0f ms, %.0f × 503 (slowest %,.0f ms), recovery %.1f s"
                .formatted(
                    goodput,
                    median(burst -> burst.load().percentileMillis(0.99)),
                    median(burst -> burst.load().rejections().length),
                    slowest,
                    recovery),
            "itself with %d clients: %,.0f/s".formatted(usual, usualRate),
            "%.2f".formatted(goodput / usualRate),
            Reach.atLeast(goodput / usualRate, MIN_GOODPUT, "")
                .and(Reach.of("503 in time", slowest <= MAX_REJECTION_MILLIS))
                .and(Reach.below(recovery, MAX_RECOVERY_SECONDS, "s")),
            Cost.median(bursts.stream().map(Burst::cost).toList()).toString()));
  }

  @Override
  public String details() {
    StringBuilder out =
        new StringBuilder(
            """
            Each client has its own connection and creates one payment after another on one
            account. After a 503 it waits as long as `Retry-After` says, then repeats the request.
            The server has recovered when %d payments in a row are created within %.0f ms each; the
            time counts from the end of the load. The load program runs on the same machine.

            | Round | With %d clients, per second | With %,d | Created in all | p50 ms | p99 ms | \
            slowest ms | 503 | slowest 503 ms | recovery s |
            |---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
            """
                .formatted(PROBES, USUAL_MILLIS, usual, many));
    for (int i = 0; i < bursts.size(); i++) {
      Load.Measured load = bursts.get(i).load();
      out.append(
          "| %d | %,.0f | %,.0f | %,d | %,.0f | %,.0f | %,.0f | %d | %,.0f | %.2f |%n"
              .formatted(
                  i + 1,
                  best.get(i),
                  load.paymentsPerSecond(),
                  load.created(),
                  load.percentileMillis(0.5),
                  load.percentileMillis(0.99),
                  load.slowestMillis(),
                  load.rejections().length,
                  load.slowestRejectionMillis(),
                  bursts.get(i).recoverySeconds()));
    }
    return out.toString();
  }
}
