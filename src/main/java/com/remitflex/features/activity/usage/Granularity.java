package com.remitflex.features.activity.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The lengths of the intervals in which usage is counted, all in UTC. */
public enum Granularity {
  MINUTE(ChronoUnit.MINUTES, 1_500, Duration.ofHours(1), Duration.ofDays(8)),
  HOUR(ChronoUnit.HOURS, 1_500, Duration.ofDays(1), Duration.ofDays(400)),
  DAY(ChronoUnit.DAYS, 400, Duration.ofDays(30), Duration.ofDays(5 * 365));

  static final List<String> WORDS = Arrays.stream(values()).map(Granularity::word).toList();

  private final ChronoUnit length;
  private final int maxIntervals;
  private final Duration defaultRange;
  private final Duration retention;

  Granularity(ChronoUnit length, int maxIntervals, Duration defaultRange, Duration retention) {
    this.length = length;
    this.maxIntervals = maxIntervals;
    this.defaultRange = defaultRange;
    this.retention = retention;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Granularity of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  public Instant start(Instant time) {
    return time.truncatedTo(length);
  }

  /** The first start at or after this time. */
  Instant ceiling(Instant time) {
    Instant start = start(time);
    return start.equals(time) ? start : start.plus(length.getDuration());
  }

  /** The maximum number of intervals in a response. */
  int maxIntervals() {
    return maxIntervals;
  }

  Duration maxRange() {
    return length.getDuration().multipliedBy(maxIntervals);
  }

  /** The time range of a response when the request names none. */
  Duration defaultRange() {
    return defaultRange;
  }

  Duration retention() {
    return retention;
  }
}
