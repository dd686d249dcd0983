package com.remitflex.features.apikeys.ratelimit;

import com.remitflex.features.apikeys.ratelimit.WindowStore.Ask;
import com.remitflex.features.apikeys.ratelimit.WindowStore.Portion;
import com.remitflex.features.apikeys.ratelimit.WindowStore.Unspent;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.RequestLimit.Window;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One key's current minute on this node. Requests spend the node's share, which is refilled in the
 * background; when it is used up, one of them asks the database for all that wait.
 */
final class KeyWindow {
  private final String keyId;
  private final DatabaseClock clock;
  private final Portions portions;
  private final Supplier<String> names;
  private final ReentrantLock asking = new ReentrantLock();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean fetching = new AtomicBoolean();
  private volatile NodeQuota share = NodeQuota.none();

  /** The holder's name of the next share; it changes with the share. */
  private String fresh;

  /** When the database was last asked with success; under the lock. */
  private long askedNanos = System.nanoTime();

  /** The last time that the database was asked without success; under the lock. */
  private Optional<Failure> failure = Optional.empty();

  /** Where portions come from. */
  interface Portions {
    /** Asks the database and returns its answer. */
    Portion take(Ask ask);

    /** Has {@link KeyWindow#refill} and {@link KeyWindow#refilled} called soon. */
    void fetch(KeyWindow window);
  }

  private record Failure(long endedNanos, RuntimeException cause) {}

  /**
   * The window of a key.
   *
   * @param names gives names of holders that no node has had
   */
  KeyWindow(String keyId, DatabaseClock clock, Portions portions, Supplier<String> names) {
    this.keyId = keyId;
    this.clock = clock;
    this.portions = portions;
    this.names = names;
    this.fresh = names.get();
  }

  String keyId() {
    return keyId;
  }

  /** Counts one request. */
  Window take(int limit) {
    Optional<Window> answer = answerOfShare();
    if (answer.isEmpty()) {
      return ask(limit);
    }
    if (share.isRunningLow() && fetching.compareAndSet(false, true)) {
      portions.fetch(this);
    }
    return answer.get();
  }

  /** A clock that is corrected backwards stays in the window it was in. */
  private Optional<Window> answerOfShare() {
    long now = clock.now().getEpochSecond();
    NodeQuota current = share;
    return current.minute() < now / NodeQuota.MINUTE_SECONDS
        ? Optional.empty()
        : current.answer(now);
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

  /** What another request has found out in the meantime need not be found out again. */
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
      add(portion(limit));
      // The database says which minute it is: the local clock may be a little ahead of it.
      Optional<Window> answer = share.answer(clock.now().getEpochSecond());
      if (answer.isPresent()) {
        return answer.get();
      }
    }
  }

  private Portion portion(int limit) {
    long sentNanos = System.nanoTime();
    try {
      Portion portion = portions.take(next(limit, waiting.get()));
      askedNanos = sentNanos;
      return portion;
    } catch (RuntimeException e) {
      failure = Optional.of(new Failure(System.nanoTime(), e));
      throw e;
    }
  }

  private synchronized Ask next(int limit, int forWaiting) {
    return new Ask(keyId, limit, share.holder(), fresh, share.minute(), share.spent(), forWaiting);
  }

  /** What to ask for in the background. */
  Ask refill() {
    return next(share.limit(), 0);
  }

  /** The end of a background round, with its portion if it had one. */
  void refilled(Optional<Portion> portion) {
    portion.ifPresent(this::add);
    fetching.set(false);
  }

  /** A portion of a share that has been replaced in the meantime is left unspent. */
  private synchronized void add(Portion portion) {
    if (portion.holder().equals(share.holder())) {
      share.add(portion);
    } else if (portion.holder().equals(fresh)) {
      share = NodeQuota.of(portion);
      fresh = names.get();
    }
  }

  /** Withdraws what this node has not spent. */
  Unspent withdraw() {
    return share.withdraw(keyId);
  }
}
