package com.remitflex.features.activity.usage;

import java.time.Instant;

/**
 * The most important figures of a key's usage in one interval.
 *
 * @param errors number of responses with a status from 400 on
 * @param notRecorded number of requests that are counted but not in the history
 */
public record UsageSummary(
    Instant start,
    long requests,
    long errors,
    long distinctIps,
    long p50Micros,
    long p95Micros,
    long notRecorded) {
  static UsageSummary of(UsageSeries.Point point) {
    UsageTotals totals = point.totals();
    return new UsageSummary(
        point.start(),
        totals.requests(),
        totals.clientErrors() + totals.serverErrors(),
        totals.addresses().count(),
        totals.latencies().percentile(50),
        totals.latencies().percentile(95),
        totals.notRecorded());
  }
}
