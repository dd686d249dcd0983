package com.remitflex.core.idempotency;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.jobs.MaintenanceTask;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Deletes stored responses after a day and idempotency keys after a year, in small transactions. It
 * skips rows that another transaction has locked.
 */
public final class IdempotencyCleanup {
  private static final int BATCH_SIZE = 5_000;
  private static final Duration INTERVAL = Duration.ofHours(1);

  /** Longer than any transaction, so that a transaction still finds the response it looks for. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  /** How far each run looks back for rows that another node had locked but did not delete. */
  private static final Duration OVERLAP = Duration.ofHours(1);

  private static final Duration CATCH_UP_AGE = Duration.ofDays(2);
  private static final Duration CATCH_UP_STEP = Duration.ofDays(1);
  private static final Duration STEP = Duration.ofMinutes(5);

  private final Database database;

  /** Before this time no responses are left, except for rows that another node had locked. */
  private Instant responsesFrom = Instant.EPOCH;

  public IdempotencyCleanup(Database database) {
    this.database = database;
  }

  /** The cleanup of all accounts, once per hour. */
  public MaintenanceTask maintenance() {
    return new MaintenanceTask("idempotency-keys", INTERVAL, this::run);
  }

  /**
   * Deletes what has expired; returns how many rows.
   *
   * @param stopping whether to end early
   */
  long run(BooleanSupplier stopping) {
    Instant now = database.with(DatabaseClock::read);
    Instant keysBefore = now.minus(IdempotencyRecord.KEY_RETENTION);
    long keys =
        drain(
            stopping,
            () ->
                database.with(
                    handle -> IdempotencyStore.deleteKeys(handle, keysBefore, BATCH_SIZE)));
    Instant responsesBefore = now.minus(IdempotencyRecord.RESPONSE_RETENTION).minus(MARGIN);
    return keys + deleteResponses(keysBefore, responsesBefore, stopping);
  }

  /**
   * Deletes in steps of time, since the index finds a time range but not the responses that are
   * left in it: a range without a start would read every key of the year for each batch.
   */
  private long deleteResponses(Instant oldest, Instant end, BooleanSupplier stopping) {
    long deleted = 0;
    Instant next = responsesFrom.isBefore(oldest) ? firstKey(oldest, end) : responsesFrom;
    while (next.isBefore(end) && !stopping.getAsBoolean()) {
      Instant from = next;
      Instant stepEnd = from.plus(from.plus(CATCH_UP_AGE).isBefore(end) ? CATCH_UP_STEP : STEP);
      Instant to = stepEnd.isBefore(end) ? stepEnd : end;
      deleted +=
          drain(
              stopping,
              () ->
                  database.with(
                      handle -> IdempotencyStore.deleteResponses(handle, from, to, BATCH_SIZE)));
      responsesFrom = to.minus(OVERLAP);
      next = to;
    }
    return deleted;
  }

  /**
   * A time before which this range has no key, at most a day before its first one: its end if it
   * has none. Most of the year before the start of a new platform is empty.
   */
  private Instant firstKey(Instant start, Instant end) {
    if (!isAnyKeyIn(start, end)) {
      return end;
    }
    Instant from = start;
    Instant to = end;
    while (from.plus(CATCH_UP_STEP).isBefore(to)) {
      Instant middle = from.plus(Duration.between(from, to).dividedBy(2));
      if (isAnyKeyIn(from, middle)) {
        to = middle;
      } else {
        from = middle;
      }
    }
    return from;
  }

  private boolean isAnyKeyIn(Instant from, Instant to) {
    return database.with(handle -> IdempotencyStore.isAnyKeyIn(handle, from, to));
  }

  private static long drain(BooleanSupplier stopping, IntSupplier batch) {
    long sum = 0;
    int last = BATCH_SIZE;
    while (last == BATCH_SIZE && !stopping.getAsBoolean()) {
      last = batch.getAsInt();
      sum += last;
    }
    return sum;
  }
}
