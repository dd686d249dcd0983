package com.remitflex.web.dashboard.activity;

import com.remitflex.features.activity.usage.UsageSummary;
import java.util.List;

/**
 * The latest latencies of a key, and from how many addresses it was used.
 *
 * @param p50 with its unit
 * @param p95 with its unit
 * @param distinctIps the maximum of all intervals
 */
public record Latency(String p50, String p95, long distinctIps) {
  /** The latencies of the last interval in which the key was used. */
  public static Latency of(List<UsageSummary> intervals) {
    if (intervals.isEmpty()) {
      return new Latency("–", "–", 0);
    }
    UsageSummary last = intervals.getLast();
    long max = intervals.stream().mapToLong(UsageSummary::distinctIps).max().orElse(0);
    return new Latency(millis(last.p50Micros()), millis(last.p95Micros()), max);
  }

  private static String millis(long micros) {
    return micros < 10_000
        ? micros / 1_000 + "." + micros % 1_000 / 100 + " ms"
        : micros / 1_000 + " ms";
  }
}
