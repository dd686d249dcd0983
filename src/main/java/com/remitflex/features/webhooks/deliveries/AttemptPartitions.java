package com.remitflex.features.webhooks.deliveries;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Creates the partitions of the attempts for the next days, and drops those of a month ago. */
public final class AttemptPartitions implements AutoCloseable {
  /** For how many whole days an attempt is stored. */
  static final int RETENTION_DAYS = 30;

  private static final Duration INTERVAL = Duration.ofHours(1);

  private final Database database;
  private final PeriodicTask task =
      PeriodicTask.every(
          INTERVAL,
          "webhook-partitions",
          "the partitions of webhook attempts are maintained later",
          this::run);

  public AttemptPartitions(Database database) {
    this.database = database;
  }

  /** Runs once, then every hour. */
  public AttemptPartitions start() {
    run();
    task.start();
    return this;
  }

  private void run() {
    Instant now =
        database.inTransaction(handle -> {
          Instant read = DatabaseClock.read(handle);
          AttemptStore.PARTITIONS.create(handle, read);
          return read;
        });
    LocalDate oldest = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(RETENTION_DAYS);
    var _ = database.inTransaction(handle -> AttemptStore.PARTITIONS.dropBefore(handle, oldest));
  }

  @Override
  public void close() {
    task.close();
  }
}
