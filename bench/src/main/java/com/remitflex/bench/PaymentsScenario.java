package com.remitflex.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Payments per second through the engine, compared with PostgreSQL without the server. */
final class PaymentsScenario implements Scenario {
  /** The JIT compiler shares the processors with everything else. */
  private static final int WARM_UP_SECONDS = 12;

  private static final List<Integer> PGBENCH_CLIENTS = List.of(1, 4, 8, 32);

  private final Rig rig;
  private final int clients;
  private final int seconds;
  private final boolean compare;
  private final Map<Payers, Series> series = new EnumMap<>(Payers.class);
  private final Map<Payers, List<Double>> batches = new EnumMap<>(Payers.class);
  private Optional<Opponent> opponent = Optional.empty();

  /**
   * The scenario on this server.
   *
   * @param clients connections to the server
   * @param compare whether pgbench runs too
   */
  PaymentsScenario(Rig rig, int clients, int seconds, boolean compare) {
    this.rig = rig;
    this.clients = clients;
    this.seconds = seconds;
    this.compare = compare;
    for (Payers payers : Payers.values()) {
      series.put(payers, new Series(payers.title()));
      batches.put(payers, new ArrayList<>());
    }
  }

  @Override
  public String title() {
    return "`POST /v1/payments`";
  }

  @Override
  public void warmUp() {
    opponent = compare ? Optional.of(Opponent.prepare(rig)) : Optional.empty();
    for (Payers payers : Payers.values()) {
      load().run(keys(payers), WARM_UP_SECONDS);
      opponent.ifPresent(one -> one.run(payers, 4, 1));
    }
  }

  @Override
  public void round() {
    series.forEach((payers, all) -> {
      measure(payers, all);
      opponent.ifPresent(one -> {
        for (int count : PGBENCH_CLIENTS) {
          rig.sql().execute("CHECKPOINT");
          all.addPgbench(count, one.run(payers, count, seconds));
        }
      });
    });
  }

  private void measure(Payers payers, Series all) {
    // Each run starts with an empty log, and so writes its own full pages.
    rig.sql().execute("CHECKPOINT");
    String since = rig.sql().text("SELECT clock_timestamp()");
    CpuTime before = rig.cpuTime();
    Load.Measured measured = load().run(keys(payers), seconds);
    CpuTime after = rig.cpuTime();
    String created = " FROM payment WHERE created_at >= '" + since + "'";
    // A batch is one transaction, and its ID is in every row that it wrote.
    long count = Long.parseLong(rig.sql().text("SELECT count(DISTINCT xmin::text)" + created));
    batches.get(payers).add((double) measured.created() / Math.max(1, count));
    all.add(
        new Run(
            measured.paymentsPerSecond(),
            measured.percentileMillis(0.5),
            measured.percentileMillis(0.99),
            measured.rejections().length,
            Cost.of(before, after, measured.created())));
  }

  private Load load() {
    return new Load(rig.product().port(), clients);
  }

  private List<String> keys(Payers payers) {
    return rig.keys(Payers.maxAccounts()).subList(0, payers.accounts());
  }

  @Override
  public List<Finding> findings() {
    return series.entrySet().stream()
        .map(entry -> finding(entry.getKey(), entry.getValue()))
        .toList();
  }

  private Finding finding(Payers payers, Series all) {
    return new Finding(
        "%s, %s, %d clients".formatted(title(), payers.title(), clients),
        "%,.0f/s, p99 %.1f ms".formatted(all.perSecond(), all.median(Run::p99Millis)),
        all.best().map(Series.Best::toString).orElse("not run"),
        all.ratio().map("%.2f"::formatted).orElse(""),
        payers.reach(all.ratio().orElse(0.0), all.cost().total()),
        all.cost().toString());
  }

  @Override
  public String details() {
    StringBuilder out =
        new StringBuilder(
            """
            Server: over HTTP, %d connections, one payment at a time on each. pgbench: the same
            rows in one function call and one transaction per payment, without HTTP, at 1, 4, 8 and
            32 clients, of which the best counts. A CHECKPOINT precedes each run. Median (minimum
            to maximum):

            | | Server, per second | p50 ms | p99 ms | Payments per commit | \
            Load program µs | 503 |
            |---|---|---:|---:|---:|---:|---:|
            """
                .formatted(clients));
    series.forEach((payers, all) -> out.append(
        "| %s | %s | %.1f | %.1f | %.0f | %.0f | %.0f |%n"
            .formatted(
                payers.title(),
                all.spread(Run::perSecond),
                all.median(Run::p50Millis),
                all.median(Run::p99Millis),
                Spread.of(batches.get(payers)).median(),
                all.cost().clients(),
                all.spread(Run::rejected).most())));
    if (opponent.isPresent()) {
      out.append("\n| pgbench, per second | 1 client | 4 | 8 | 32 |\n|---|---|---|---|---|\n");
      series.forEach((payers, all) -> {
        out.append("| ").append(payers.title()).append(" |");
        all.pgbench().values().forEach(spread -> out.append(' ').append(spread).append(" |"));
        out.append('\n');
      });
    }
    return out.toString();
  }
}
