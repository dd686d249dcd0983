package com.remitflex.features.activity.requests;

import java.time.Duration;
import java.time.Instant;

/**
 * A part of the history.
 *
 * @param from inclusive
 * @param to exclusive
 */
record Interval(Instant from, Instant to) {
  boolean isEmpty() {
    return !from.isBefore(to);
  }

  Duration length() {
    return Duration.between(from, to);
  }

  /** What both have in common; it may be empty. */
  Interval and(Interval other) {
    return new Interval(
        from.isAfter(other.from) ? from : other.from, to.isBefore(other.to) ? to : other.to);
  }
}
