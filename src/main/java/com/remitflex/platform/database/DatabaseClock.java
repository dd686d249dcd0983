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

  /** Records the database's time at an instant of the local clock. */
  public void observe(Instant local, Instant database) {
    ahead = Duration.between(local, database);
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
