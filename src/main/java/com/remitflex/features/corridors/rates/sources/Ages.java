package com.remitflex.features.corridors.rates.sources;

import java.time.Duration;
import java.time.Instant;

/** The ages of prices as text for operators. */
public final class Ages {
  private static final int HOURS_AS_DAYS = 48;
  private static final int MINUTES_AS_HOURS = 120;

  private Ages() {}

  /** How old the prices are, for example `3 min`. */
  public static String age(SourceStatus status, Instant now) {
    if (status.asOf().isEmpty()) {
      return "not read yet";
    }
    return status.source().maxAge().isEmpty() ? "constant" : text(status.age(now).orElseThrow());
  }

  /** How old they may be. */
  public static String maxAge(SourceStatus status) {
    return status.source().maxAge().map(Ages::text).orElse("none");
  }

  /** A duration in its largest suitable unit. */
  public static String text(Duration duration) {
    if (duration.toHours() >= HOURS_AS_DAYS) {
      return duration.toDays() + " days";
    }
    return duration.toMinutes() >= MINUTES_AS_HOURS
        ? duration.toHours() + " h"
        : Math.max(0, duration.toMinutes()) + " min";
  }
}
