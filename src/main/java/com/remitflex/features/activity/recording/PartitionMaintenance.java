package com.remitflex.features.activity.recording;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the partitions of the request log for the next days, and drops those that have expired:
 * hourly, on the thread that writes the log.
 */
final class PartitionMaintenance {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionMaintenance.class);

  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final Duration RETRY_AFTER = Duration.ofMillis(500);

  private final Database database;
  private final int retentionDays;
  private long dueNanos = System.nanoTime();

  /**
   * Maintenance that is due immediately.
   *
   * @param retentionDays for how many whole days a request is stored
   */
  PartitionMaintenance(Database database, int retentionDays) {
    this.database = database;
    this.retentionDays = retentionDays;
  }

  void run() {
    Instant now =
        database.inTransaction(handle -> {
          Instant read = DatabaseClock.read(handle);
          PartitionStore.create(handle, read);
          return read;
        });
    dueNanos = System.nanoTime() + INTERVAL.toNanos();
    LocalDate oldest = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(retentionDays);
    database.inTransaction(handle -> PartitionStore.dropBefore(handle, oldest));
  }

  /** Runs if it is due; an error is logged, and the run tried again soon. */
  void runIfDue() {
    if (System.nanoTime() - dueNanos >= 0) {
      try {
        run();
      } catch (RuntimeException e) {
        LOG.warn("the partitions of the request log could not be maintained yet: {}", e.toString());
        dueNanos = System.nanoTime() + RETRY_AFTER.toNanos();
      }
    }
  }

  /** Makes the next run due: a write may have failed because its partition is missing. */
  void expedite() {
    dueNanos = System.nanoTime();
  }
}
