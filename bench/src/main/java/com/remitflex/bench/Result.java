package com.remitflex.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** All runs of one scenario, of both sides. */
final class Result {
  private final Scenario scenario;
  private final List<EngineRun> engine = new ArrayList<>();
  private final Map<Integer, List<Double>> pgbench = new TreeMap<>();

  Result(Scenario scenario) {
    this.scenario = scenario;
  }

  void add(EngineRun run) {
    engine.add(run);
  }

  void addPgbench(int clients, double paymentsPerSecond) {
    pgbench.computeIfAbsent(clients, c -> new ArrayList<>()).add(paymentsPerSecond);
  }

  Scenario scenario() {
    return scenario;
  }

  Spread engine(ToDoubleFunction<EngineRun> value) {
    return Spread.of(engine.stream().map(value::applyAsDouble).toList());
  }

  Spread enginePaymentsPerSecond() {
    return engine(EngineRun::paymentsPerSecond);
  }

  /** pgbench by its number of clients. */
  Map<Integer, Spread> pgbench() {
    Map<Integer, Spread> spreads = new TreeMap<>();
    pgbench.forEach((clients, rates) -> spreads.put(clients, Spread.of(rates)));
    return spreads;
  }

  /** pgbench at the number of clients that serves it best. */
  Optional<Map.Entry<Integer, Spread>> pgbenchBest() {
    return pgbench().entrySet().stream()
        .max(Comparator.comparingDouble(entry -> entry.getValue().median()));
  }

  /** Median of the engine over the median of pgbench's best. */
  Optional<Double> ratio() {
    return pgbenchBest().map(best -> enginePaymentsPerSecond().median() / best.getValue().median());
  }
}
