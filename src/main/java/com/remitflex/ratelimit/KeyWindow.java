package com.remitflex.ratelimit;

import com.remitflex.database.DatabaseClock;
import com.remitflex.http.RequestLimit.Window;
import com.remitflex.ratelimit.WindowStore.Portion;
import com.remitflex.ratelimit.WindowStore.Unspent;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One key's current minute on this node. Requests spend the node's share; when it is used up, one
 * of them asks the database for all that wait.
 */
final class KeyWindow {
  private static final int POLL_MILLIS = 50;

  private final String keyId;
  private final DatabaseClock clock;
  private final Portions portions;
  private final ReentrantLock asking = new ReentrantLock();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile Share share = Share.none();

  /** When the database was last asked with success; under the lock. */
  private long askedNanos = System.nanoTime();

  /** Of the last time that the database was asked in vain; under the lock. */
  private Optional<Failure> failure = Optional.empty();

  /** Where portions come from. */
  @FunctionalInterface
  interface Portions {
    Portion take(String keyId, int limit, int waiting);
  }

  private record Failure(long endedNanos, RuntimeException cause) {}

  KeyWindow(String keyId, DatabaseClock clock, Portions portions) {
    this.keyId = keyId;
    this.clock = clock;
    this.portions = portions;
  }

  /** Counts one request. */
  Window take(int limit) {
    return answerOfShare().orElseGet(() -> ask(limit));
  }

  /** A clock that is corrected backwards stays in the window it was in. */
  private Optional<Window> answerOfShare() {
    long now = clock.now().getEpochSecond();
    Share current = share;
    return current.minute() < now / Share.MINUTE_SECONDS ? Optional.empty() : current.answer(now);
  }

  private Window ask(int limit) {
    long arrivedNanos = System.nanoTime();
    waiting.incrementAndGet();
    asking.lock();
    try {
      return answerOfTheLastRound(arrivedNanos).orElseGet(() -> askUntilAnswered(limit));
    } finally {
      waiting.decrementAndGet();
      asking.unlock();
    }
  }

  /** What another request has found out meanwhile need not be found out again. */
  private Optional<Window> answerOfTheLastRound(long arrivedNanos) {
    // The database said after the arrival which minute it is, whatever the local clock says.
    Optional<Window> answer =
        askedNanos - arrivedNanos > 0
            ? share.answer(clock.now().getEpochSecond())
            : answerOfShare();
    if (answer.isEmpty() && failure.isPresent()) {
      Failure last = failure.get();
      if (last.endedNanos() - arrivedNanos > 0) {
        throw new IllegalStateException("no portion of " + keyId, last.cause());
      }
    }
    return answer;
  }

  private Window askUntilAnswered(int limit) {
    while (true) {
      Portion portion = portion(limit);
      share = share.with(portion);
      // The database says which minute it is: the local clock may be a little ahead of it.
      Optional<Window> answer = share.answer(clock.now().getEpochSecond());
      if (answer.isPresent()) {
        return answer.get();
      }
      if (portion.requests() == 0) {
        share.waited(pause());
      }
    }
  }

  private Portion portion(int limit) {
    long sentNanos = System.nanoTime();
    try {
      Portion portion = portions.take(keyId, limit, waiting.get());
      askedNanos = sentNanos;
      return portion;
    } catch (RuntimeException e) {
      failure = Optional.of(new Failure(System.nanoTime(), e));
      throw e;
    }
  }

  /** Waits for other nodes to give back; answers how much patience that has cost. */
  private static long pause() {
    long before = System.nanoTime();
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Long.MAX_VALUE;
    }
    return System.nanoTime() - before;
  }

  /**
   * Withdraws what this node has not spent of the minute, and makes its requests wait until {@link
   * #endGivingBack}. Empty when someone asks right now, who has nothing left to give back.
   */
  Optional<Unspent> beginGivingBack(long minute) {
    if (!asking.tryLock()) {
      return Optional.empty();
    }
    return Optional.of(new Unspent(minute, keyId, share.minute() == minute ? share.withdraw() : 0));
  }

  /** Lets requests ask again; so many were given back. */
  void endGivingBack(int requests) {
    share.returned(requests);
    asking.unlock();
  }
}
