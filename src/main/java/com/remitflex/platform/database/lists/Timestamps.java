package com.remitflex.platform.database.lists;

import java.time.Instant;
import java.util.Optional;

/** Limits of the times that a list filters by: PostgreSQL cannot store every {@link Instant}. */
public final class Timestamps {
  private static final Instant MIN = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant MAX = Instant.parse("9999-12-31T00:00:00Z");

  private Timestamps() {}

  /** The lower limit of a filter, inclusive; without one, a time before all rows. */
  public static Instant lower(Optional<Instant> time) {
    return clamp(time.orElse(MIN));
  }

  /** The upper limit of a filter, exclusive; without one, a time after all rows. */
  public static Instant upper(Optional<Instant> time) {
    return clamp(time.orElse(MAX));
  }

  private static Instant clamp(Instant time) {
    if (time.isBefore(MIN)) {
      return MIN;
    }
    return time.isAfter(MAX) ? MAX : time;
  }
}
