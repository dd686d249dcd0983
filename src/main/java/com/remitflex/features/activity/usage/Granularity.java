package com.remitflex.features.activity.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The stretches of time by which use is counted, all in UTC. */
public enum Granularity {
  MINUTE(ChronoUnit.MINUTES, 1_500, Duration.ofHours(1), Duration.ofDays(8)),
  HOUR(ChronoUnit.HOURS, 1_500, Duration.ofDays(1), Duration.ofDays(400)),
  DAY(ChronoUnit.DAYS, 400, Duration.ofDays(30), Duration.ofDays(5 * 365));

  static final List<String> WORDS = Arrays.stream(values()).map(Granularity::word).toList();

  private final ChronoUnit length;
  private final int most;
  private final Duration usual;
  private final Duration kept;

  Granularity(ChronoUnit length, int most, Duration usual, Duration kept) {
    this.length = length;
    this.most = most;
    this.usual = usual;
    this.kept = kept;
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

  /** How many one answer may have. */
  int most() {
    return most;
  }

  Duration longest() {
    return length.getDuration().multipliedBy(most);
  }

  /** How far an answer reaches back unless it is told otherwise. */
  Duration usual() {
    return usual;
  }

  Duration kept() {
    return kept;
  }
}
