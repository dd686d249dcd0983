package com.remitflex.bench;

/**
 * One measured run of the engine.
 *
 * @param batch payments that shared a COMMIT, on average
 * @param refused answers 503, after which a client tried again
 * @param cost processor time of a payment
 */
record EngineRun(
    double paymentsPerSecond,
    double p50Millis,
    double p99Millis,
    double batch,
    long refused,
    Cost cost) {

  /** Microseconds of processor time a payment. */
  record Cost(double server, double postgres, double clients) {
    static Cost of(CpuTime before, CpuTime after, long payments) {
      return new Cost(
          after.serverSince(before).toNanos() / 1e3 / payments,
          after.postgresSince(before).toNanos() / 1e3 / payments,
          after.clientsSince(before).toNanos() / 1e3 / payments);
    }
  }
}
