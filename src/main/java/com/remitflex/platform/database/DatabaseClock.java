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
    return handle
        .createQuery("SELECT date_trunc('milliseconds', clock_timestamp())")
        .mapTo(Instant.class)
        .one();
  }

  public Instant now() {
    return Instant.now().plus(ahead);
  }
}
