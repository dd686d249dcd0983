package com.remitflex.platform.database.lists;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A range of times: its start is included, its end is not. */
public record TimeSpan(Instant start, Instant end) {
  /** Whether no time is in it. */
  public boolean isEmpty() {
    return !start.isBefore(end);
  }

  /** What of it is before this time. */
  public TimeSpan to(Instant time) {
    return new TimeSpan(start, end.isAfter(time) ? time : end);
  }

  /** What of it is not before this time. */
  public TimeSpan from(Instant time) {
    return new TimeSpan(start.isBefore(time) ? time : start, end);
  }

  /** The whole units in it, in UTC; empty if there is none. */
  public TimeSpan whole(ChronoUnit unit) {
    return new TimeSpan(ceiling(start, unit), end.truncatedTo(unit));
  }

  /** From the beginning of a unit to one, in UTC, each the nearest to an end of this range. */
  public TimeSpan nearest(ChronoUnit unit) {
    return new TimeSpan(nearest(start, unit), nearest(end, unit));
  }

  private static Instant nearest(Instant time, ChronoUnit unit) {
    Instant floor = time.truncatedTo(unit);
    return time.isBefore(floor.plus(unit.getDuration().dividedBy(2))) ? floor : ceiling(time, unit);
  }

  private static Instant ceiling(Instant time, ChronoUnit unit) {
    Instant floor = time.truncatedTo(unit);
    return floor.isBefore(time) ? floor.plus(1, unit) : floor;
  }
}
