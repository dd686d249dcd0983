package com.remitflex.web.dashboard.activity;

import com.remitflex.features.activity.usage.UsageStore;
import java.util.List;

/** The newest latencies and addresses of a key, in words. */
public record Latency(String p50, String p95, long distinctIps) {
  /** Of the newest stretch in which the key was used. */
  public static Latency of(List<UsageStore.Sum> sums) {
    if (sums.isEmpty()) {
      return new Latency("–", "–", 0);
    }
    UsageStore.Sum last = sums.getLast();
    long most = sums.stream().mapToLong(UsageStore.Sum::distinctIps).max().orElse(0);
    return new Latency(millis(last.p50Micros()), millis(last.p95Micros()), most);
  }

  private static String millis(long micros) {
    return micros < 10_000
        ? micros / 1_000 + "." + micros % 1_000 / 100 + " ms"
        : micros / 1_000 + " ms";
  }
}
