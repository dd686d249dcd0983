package com.remitflex.web.dashboard.site;

import com.remitflex.features.activity.usage.Granularity;
import java.time.Duration;
import java.util.Arrays;

/** A time range of charts, divided into equal intervals. */
public enum TimeRange {
  HOUR("1h", "1 hour", Granularity.MINUTE, Duration.ofMinutes(1), 60),
  DAY("24h", "24 hours", Granularity.HOUR, Duration.ofHours(1), 24),
  WEEK("7d", "7 days", Granularity.HOUR, Duration.ofHours(1), 168),
  MONTH("30d", "30 days", Granularity.DAY, Duration.ofDays(1), 30);

  private final String word;
  private final String label;
  private final Granularity granularity;
  private final Duration interval;
  private final int count;

  TimeRange(String word, String label, Granularity granularity, Duration interval, int count) {
    this.word = word;
    this.label = label;
    this.granularity = granularity;
    this.interval = interval;
    this.count = count;
  }

  /** The range that an address names; by default, 24 hours. */
  public static TimeRange of(String word) {
    return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst().orElse(DAY);
  }

  public String word() {
    return word;
  }

  public String label() {
    return label;
  }

  public Granularity granularity() {
    return granularity;
  }

  public Duration interval() {
    return interval;
  }

  public int count() {
    return count;
  }
}
