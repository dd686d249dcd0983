package com.remitflex.bench;

import java.util.Locale;

/** What a figure should reach, and whether it does. */
record Reach(String text, boolean reached) {
  /** No requirement. */
  static final Reach NONE = new Reach("", true);

  static Reach atLeast(double figure, double min, String unit) {
    return new Reach("≥ " + number(min) + spaced(unit), figure >= min);
  }

  static Reach atMost(double figure, double max, String unit) {
    return new Reach("≤ " + number(max) + spaced(unit), figure <= max);
  }

  static Reach below(double figure, double limit, String unit) {
    return new Reach("< " + number(limit) + spaced(unit), figure < limit);
  }

  static Reach of(String text, boolean reached) {
    return new Reach(text, reached);
  }

  Reach and(Reach other) {
    return new Reach(text + ", " + other.text, reached && other.reached);
  }

  String verdict() {
    if (text.isEmpty()) {
      return "";
    }
    return reached ? "reached" : "**missed**";
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : Double.toString(value);
  }

  private static String spaced(String unit) {
    return unit.isEmpty() || unit.startsWith("/") || unit.equals("%") ? unit : " " + unit;
  }
}
