package com.remitflex.bench;

import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Microseconds of processor time per request. */
record Cost(double server, double postgres, double clients) {
  static Cost of(CpuTime before, CpuTime after, long requests) {
    return of(before, after, after.postgres().since(before.postgres()), requests);
  }

  /** Without the processes of autovacuum. */
  static Cost withoutVacuum(CpuTime before, CpuTime after, long requests) {
    return of(before, after, after.postgres().sinceWithoutVacuum(before.postgres()), requests);
  }

  private static Cost of(CpuTime before, CpuTime after, Duration postgres, long requests) {
    return new Cost(
        micros(after.server().minus(before.server()), requests),
        micros(postgres, requests),
        micros(after.clients().minus(before.clients()), requests));
  }

  private static double micros(Duration time, long requests) {
    return time.toNanos() / 1e3 / Math.max(1, requests);
  }

  /** The median of each part. */
  static Cost median(List<Cost> costs) {
    return new Cost(
        median(costs, Cost::server), median(costs, Cost::postgres), median(costs, Cost::clients));
  }

  private static double median(List<Cost> costs, ToDoubleFunction<Cost> part) {
    return Spread.of(costs.stream().map(part::applyAsDouble).toList()).median();
  }

  /** What it costs more than the other. */
  Cost minus(Cost other) {
    return new Cost(server - other.server, postgres - other.postgres, clients - other.clients);
  }

  /** Server and PostgreSQL. */
  double total() {
    return server + postgres;
  }

  /** Server and PostgreSQL, for a table. */
  @Override
  public String toString() {
    return "%.0f + %.0f µs".formatted(server, postgres);
  }
}
