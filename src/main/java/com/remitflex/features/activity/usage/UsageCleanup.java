package com.remitflex.features.activity.usage;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.jobs.MaintenanceTask;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Deletes expired usage totals, in small transactions, and the flush numbers of old nodes. */
public final class UsageCleanup {
  private static final Duration INTERVAL = Duration.ofHours(1);

  private UsageCleanup() {}

  /** The cleanup of all accounts, once per hour. */
  public static MaintenanceTask maintenance(Database database) {
    return new MaintenanceTask("usage-totals", INTERVAL, stopping -> run(database, stopping));
  }

  /**
   * Deletes what has expired.
   *
   * @param stopping whether to end early
   */
  static void run(Database database, BooleanSupplier stopping) {
    Instant now = database.with(DatabaseClock::read);
    int deleted = 1;
    while (deleted > 0 && !stopping.getAsBoolean()) {
      deleted = database.with(handle -> UsageStore.deleteExpired(handle, now));
    }
    database.with(handle -> UsageFlushStore.deleteExpired(handle, now));
  }
}
