package com.remitflex.features.webhooks.endpoints;

import java.util.Locale;

/** Why an endpoint is disabled. */
public enum DisabledReason {
  /** By a request or a member. */
  MEMBER("It was disabled by a member or an API key."),
  /** Its server responded with 410 Gone. */
  GONE("Its server responded with 410 Gone."),
  /** A delivery failed until the end of its schedule, and the endpoint was to be disabled then. */
  FAILED("A delivery failed until the end of its retry schedule.");

  private final String sentence;

  DisabledReason(String sentence) {
    this.sentence = sentence;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The reason as a complete sentence. */
  public String sentence() {
    return sentence;
  }

  static DisabledReason of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
