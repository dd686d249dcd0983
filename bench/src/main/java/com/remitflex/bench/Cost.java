package com.remitflex.bench;

import java.time.Duration;

/** Microseconds of processor time per request. */
record Cost(double server, double postgres, double clients) {
  static Cost of(CpuTime before, CpuTime after, long requests) {
    return new Cost(
        micros(before.server(), after.server(), requests),
        micros(before.postgres(), after.postgres(), requests),
        micros(before.clients(), after.clients(), requests));
  }

  private static double micros(
      Duration before, Duration after, long requests) {
    return after.minus(before).toNanos() / 1e3 / Math.max(1, requests);
  }
}
