package com.remitflex.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** All runs of one kind of request, and of the same work in pgbench. */
final class Series {
  private final String title;
  private final List<Run> runs = new ArrayList<>();
  private final Map<Integer, List<Pgbench.Run>> pgbench = new TreeMap<>();

  Series(String title) {
    this.title = title;
  }

  /** What pgbench measured at the number of clients that is best for it. */
  record Best(int clients, Spread perSecond, double postgresMicros) {
    @Override
    public String toString() {
      return "pgbench: %,.0f/s (%d clients), PostgreSQL %.0f µs"
          .formatted(perSecond.median(), clients, postgresMicros);
    }
  }

  String title() {
    return title;
  }

  void add(Run run) {
    runs.add(run);
  }

  void addPgbench(int clients, Pgbench.Run run) {
    pgbench.computeIfAbsent(clients, count -> new ArrayList<>()).add(run);
  }

  Spread spread(ToDoubleFunction<Run> value) {
    return Spread.of(runs.stream().map(value::applyAsDouble).toList());
  }

  double median(ToDoubleFunction<Run> value) {
    return spread(value).median();
  }

  double perSecond() {
    return median(Run::perSecond);
  }

  /** Median processor time per request. */
  Cost cost() {
    return Cost.median(runs.stream().map(Run::cost).toList());
  }

  /** pgbench by its number of clients. */
  Map<Integer, Spread> pgbench() {
    Map<Integer, Spread> spreads = new TreeMap<>();
    pgbench.forEach((clients, all) -> spreads.put(clients, spreadOf(all, Pgbench.Run::perSecond)));
    return spreads;
  }

  Optional<Best> best() {
    return pgbench.entrySet().stream()
        .map(
            entry ->
                new Best(
                    entry.getKey(),
                    spreadOf(entry.getValue(), Pgbench.Run::perSecond),
                    spreadOf(entry.getValue(), Pgbench.Run::postgresMicros).median()))
        .max(Comparator.comparingDouble(best -> best.perSecond().median()));
  }

  /** Median of the server over the median of pgbench's best. */
  Optional<Double> ratio() {
    return best().map(best -> perSecond() / best.perSecond().median());
  }

  private static Spread spreadOf(List<Pgbench.Run> all, ToDoubleFunction<Pgbench.Run> value) {
    return Spread.of(all.stream().map(value::applyAsDouble).toList());
  }
}
