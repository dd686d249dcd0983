package com.remitflex.features.webhooks.replay;

import java.util.List;
import java.util.Locale;

/** Which events are delivered again. */
public enum Which {
  /** Those that were undeliverable. */
  FAILED,
  /** All that the endpoint has chosen, delivered or not. */
  ALL,
  /** One event, whatever the endpoint has chosen. */
  EVENT;

  /** The words of a request. */
  static final List<String> WORDS = List.of("failed", "all");

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Which of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
