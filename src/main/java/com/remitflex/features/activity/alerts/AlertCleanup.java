package com.remitflex.features.activity.alerts;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.jobs.MaintenanceTask;
import java.time.Duration;
import java.time.Instant;

/** Deletes networks that no key uses any longer, and old uses of keys that were never issued. */
public final class AlertCleanup {
  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final Duration NETWORK_RETENTION = Duration.ofDays(90);
  private static final Duration UNKNOWN_KEY_RETENTION = Duration.ofDays(90);

  private AlertCleanup() {}

  /** The cleanup of all accounts, once per hour. */
  public static MaintenanceTask maintenance(Database database) {
    return MaintenanceTask.of("alert-sightings", INTERVAL, () -> run(database));
  }

  static void run(Database database) {
    Instant now = database.with(DatabaseClock::read);
    database.with(
        handle -> NetworkSightingStore.deleteBefore(handle, now.minus(NETWORK_RETENTION)));
    database.with(handle -> UnknownKeyStore.deleteBefore(handle, now.minus(UNKNOWN_KEY_RETENTION)));
  }
}
