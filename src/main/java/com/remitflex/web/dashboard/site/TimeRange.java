package com.remitflex.web.dashboard.site;

import com.remitflex.features.activity.usage.Granularity;
import java.time.Duration;
import java.util.Arrays;

/** How far back the charts of a page go. */
public enum TimeRange {
  HOUR("1h", "1 hour", Granularity.MINUTE, Duration.ofMinutes(1), 60),
  DAY("24h", "24 hours", Granularity.HOUR, Duration.ofHours(1), 24),
  WEEK("7d", "7 days", Granularity.HOUR, Duration.ofHours(1), 168),
  MONTH("30d", "30 days", Granularity.DAY, Duration.ofDays(1), 30);

  private final String word;
  private final String label;
  private final Granularity unit;
  private final Duration stretch;
  private final int count;

  TimeRange(String word, String label, Granularity unit, Duration stretch, int count) {
    this.word = word;
    this.label = label;
    this.unit = unit;
    this.stretch = stretch;
    this.count = count;
  }

  /** The range that an address names; a day when it names none. */
  public static TimeRange of(String word) {
    return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst().orElse(DAY);
  }

  public String word() {
    return word;
  }

  public String label() {
    return label;
  }

  public Granularity unit() {
    return unit;
  }

  public Duration stretch() {
    return stretch;
  }

  public int count() {
    return count;
  }
}
