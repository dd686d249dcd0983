package com.remitflex.core.idempotency;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;

/**
 * Forgets answers after a day and idempotency keys after a year, hour by hour, a few rows at a
 * time. Every node does it: what one has locked, another leaves out.
 */
public final class IdempotencyCleanup implements AutoCloseable {

  private static final int BATCH = 5_000;
  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration FIRST_AFTER = Duration.ofMinutes(1);

  /** Longer than any transaction, so that none which reads the clock first misses its answer. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  /** How far each pass looks back for what another node had locked and then did not forget. */
  private static final Duration OVERLAP = Duration.ofHours(1);

  private static final Duration LONG_AGO = Duration.ofDays(2);
  private static final Duration WIDE = Duration.ofDays(1);
  private static final Duration NARROW = Duration.ofMinutes(5);

  private final Database database;
  private final PeriodicTask passes =
      new PeriodicTask(
          "forgetting",
          FIRST_AFTER,
          EVERY,
          "old idempotency keys stay for another hour",
          () -> {
            pass();
            return EVERY;
          });

  /** Before this time there are no answers left, but for what others had locked. */
  private Instant answersFrom = Instant.EPOCH;

  public IdempotencyCleanup(Database database) {
    this.database = database;
  }

  public IdempotencyCleanup start() {
    passes.start();
    return this;
  }

  /** Forgets what is due now; answers how many rows that was. */
  long pass() {
    Instant now = database.with(DatabaseClock::read);
    Instant keysBefore = now.minus(IdempotencyRecord.KEY_RETENTION);
    long keys =
        drain(
            () -> database.with(handle -> IdempotencyStore.forgetKeys(handle, keysBefore, BATCH)));
    return keys
        + forgetAnswers(keysBefore, now.minus(IdempotencyRecord.RESPONSE_RETENTION).minus(MARGIN));
  }

  /**
   * Walks through time in pieces, since the index finds a stretch of time and not what is left to
   * do in it: one without a beginning would read every key of the year for each batch.
   */
  private long forgetAnswers(Instant oldest, Instant end) {
    long forgotten = 0;
    Instant next = answersFrom.isBefore(oldest) ? oldest : answersFrom;
    while (next.isBefore(end) && !passes.isClosed()) {
      Instant from = next;
      Instant wide = from.plus(from.plus(LONG_AGO).isBefore(end) ? WIDE : NARROW);
      Instant to = wide.isBefore(end) ? wide : end;
      forgotten +=
          drain(() ->
              database.with(handle -> IdempotencyStore.forgetAnswers(handle, from, to, BATCH)));
      answersFrom = to.minus(OVERLAP);
      next = to;
    }
    return forgotten;
  }

  private long drain(IntSupplier batch) {
    long sum = 0;
    int last = BATCH;
    while (last == BATCH && !passes.isClosed()) {
      last = batch.getAsInt();
      sum += last;
    }
    return sum;
  }

  /** Waits for the batch under way. */
  @Override
  public void close() {
    passes.close();
  }
}
