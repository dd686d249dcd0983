package com.remitflex.platform.database;

import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * The database's time as this node knows it, for what is no decision about money: the local clock
 * corrected by the last measured difference.
 */
public final class DatabaseClock {
  private volatile Duration ahead = Duration.ZERO;

  /** Records what the database's clock said for an instant of the local clock. */
  public void observe(Instant local, Instant database) {
    ahead = Duration.between(local, database);
  }

  /** The database's time itself, in the milliseconds that the tables keep. */
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
