package com.remitflex.features.activity.usage;

import java.time.Instant;
import java.util.List;

/**
 * A key's usage over time.
 *
 * @param from inclusive
 * @param to exclusive
 * @param points the intervals in which the key was used, oldest first
 */
record UsageSeries(Granularity granularity, Instant from, Instant to, List<Point> points) {
  /** The usage in one interval. */
  record Point(Instant start, UsageTotals totals) {}

  UsageSeries {
    points = List.copyOf(points);
  }

  /** The usage in all intervals together. */
  UsageTotals totals() {
    UsageTotals totals = new UsageTotals();
    points.forEach(point -> totals.add(point.totals()));
    return totals;
  }
}
