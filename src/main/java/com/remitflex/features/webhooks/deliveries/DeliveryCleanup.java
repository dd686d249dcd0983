package com.remitflex.features.webhooks.deliveries;

import com.remitflex.core.events.SimulatedEventStore;
import com.remitflex.features.webhooks.endpoints.RetrySchedule;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.jobs.MaintenanceTask;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Deletes deliveries that ended a month ago, and ends pending ones whose schedule is over without
 * further attempts, because their endpoint was paused or disabled. In small transactions.
 */
public final class DeliveryCleanup {
  private static final int BATCH_SIZE = 5_000;
  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final Duration RETENTION = Duration.ofDays(AttemptPartitions.RETENTION_DAYS);

  /** Longer than the attempts of a working endpoint take, with their delays. */
  private static final Duration OVERTIME = Duration.ofHours(12);

  /** Longer than what a sandbox request has asked for its events has an effect. */
  private static final Duration SIMULATED = Duration.ofDays(1);

  private final Database database;

  public DeliveryCleanup(Database database) {
    this.database = database;
  }

  /** The cleanup of all accounts, once per hour. */
  public MaintenanceTask maintenance() {
    return new MaintenanceTask("webhook-deliveries", INTERVAL, this::run);
  }

  void run(BooleanSupplier stopping) {
    Instant now = database.with(DatabaseClock::read);
    for (RetrySchedule schedule : RetrySchedule.values()) {
      Instant startedBefore = now.minus(schedule.length()).minus(OVERTIME);
      drain(
          stopping,
          () ->
              database.with(
                  handle -> DeliveryStore.expire(handle, schedule, startedBefore, BATCH_SIZE)));
    }
    var _ = database.with(handle -> SimulatedEventStore.deleteBefore(handle, now.minus(SIMULATED)));
    drain(
        stopping,
        () ->
            database.with(
                handle -> DeliveryStore.deleteEnded(handle, now.minus(RETENTION), BATCH_SIZE)));
  }

  private static void drain(BooleanSupplier stopping, IntSupplier batch) {
    int last = BATCH_SIZE;
    while (last == BATCH_SIZE && !stopping.getAsBoolean()) {
      last = batch.getAsInt();
    }
  }
}
