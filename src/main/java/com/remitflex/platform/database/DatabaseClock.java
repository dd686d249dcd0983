package com.remitflex.platform.database;

import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * The database's time as estimated by this node: the local clock, corrected by the last measured
 * difference. It must not decide about money.
 */
public final class DatabaseClock {
  private volatile Duration ahead = Duration.ZERO;

  /**
   * Records the database's time, read between two instants of the local clock. The estimate changes
   * only if the reading contradicts it, so that it does not jump with the delay of each reading;
   * then it becomes the largest that the reading allows, so that it is not behind the database.
   */
  public void observe(Instant before, Instant database, Instant after) {
    Duration most = Duration.between(before, database);
    Duration least = Duration.between(after, database);
    if (ahead.compareTo(most) > 0 || ahead.compareTo(least) < 0) {
      ahead = most;
    }
  }

  /** The database's exact time, in milliseconds, the precision of the tables. */
  public static Instant read(Handle handle) {
    return Reads.one(handle, DatabaseClock::query).getFirst();
  }

  /** As {@link #read}, at the end of the queries before this one. */
  public static Reads.Found<Instant> query(Reads reads) {
    return reads.add(
        "SELECT date_trunc('milliseconds', clock_timestamp())",
        row -> row.getTimestamp(1).toInstant());
  }

  public Instant now() {
    return Instant.now().plus(ahead);
  }
}
