package com.remitflex.dashboard;

import com.remitflex.usage.Unit;
import java.time.Duration;
import java.util.Arrays;

/** How far back the charts of a page go. */
public enum Range {
  HOUR("1h", "1 hour", Unit.MINUTE, Duration.ofMinutes(1), 60),
  DAY("24h", "24 hours", Unit.HOUR, Duration.ofHours(1), 24),
  WEEK("7d", "7 days", Unit.HOUR, Duration.ofHours(1), 168),
  MONTH("30d", "30 days", Unit.DAY, Duration.ofDays(1), 30);

  private final String word;
  private final String label;
  private final Unit unit;
  private final Duration stretch;
  private final int count;

  Range(String word, String label, Unit unit, Duration stretch, int count) {
    this.word = word;
    this.label = label;
    this.unit = unit;
    this.stretch = stretch;
    this.count = count;
  }

  /** The range that an address names; a day when it names none. */
  static Range of(String word) {
    return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst().orElse(DAY);
  }

  public String word() {
    return word;
  }

  public String label() {
    return label;
  }

  Unit unit() {
    return unit;
  }

  Duration stretch() {
    return stretch;
  }

  int count() {
    return count;
  }
}
