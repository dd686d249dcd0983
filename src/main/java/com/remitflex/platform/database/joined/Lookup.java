package com.remitflex.platform.database.joined;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A caller that looks up one key, and how its wait ends. */
final class Lookup<K, V> {
  /** What a caller does once its wait is over. */
  sealed interface Turn<V> {
    /** It sends the next query, also for those that wait. */
    record Lead<V>() implements Turn<V> {}

    /** It returns the value of its key, if it has one, which another caller's query has read. */
    record Found<V>(Optional<V> value) implements Turn<V> {}

    /** It looks up its key by itself, because the query of another caller has failed. */
    record Alone<V>() implements Turn<V> {}

    /** It fails, because no query can be sent. */
    record Failed<V>(RuntimeException reason) implements Turn<V> {}
  }

  private final K key;
  private final Thread caller = Thread.currentThread();
  private volatile @Nullable Turn<V> turn;
  private volatile boolean isWatching;

  Lookup(K key) {
    this.key = key;
  }

  K key() {
    return key;
  }

  /** Ends the wait; called once, by the one thread that took this lookup from the queue. */
  void end(Turn<V> how) {
    turn = how;
    LockSupport.unpark(caller);
  }

  /** From now on, a wait ends in time; called once this lookup is the first of those that wait. */
  void watch() {
    if (!isWatching) {
      isWatching = true;
      if (caller != Thread.currentThread()) {
        LockSupport.unpark(caller);
      }
    }
  }

  /** Waits until this lookup has its turn; only its own thread may wait. */
  Turn<V> await() {
    return await(Duration.ofNanos(Long.MAX_VALUE)).orElseThrow();
  }

  /**
   * As {@link #await()}; empty if the turn does not come in time, while this lookup is watching. An
   * interrupt does not end the wait, because the query of another caller cannot be taken back; it
   * is kept for the caller.
   */
  Optional<Turn<V>> await(Duration most) {
    boolean isInterrupted = false;
    long start = System.nanoTime();
    long left = most.toNanos();
    while (turn == null && left > 0) {
      if (isWatching) {
        LockSupport.parkNanos(this, left);
        left = most.toNanos() - (System.nanoTime() - start);
      } else {
        LockSupport.park(this);
      }
      isInterrupted |= Thread.interrupted();
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    return Optional.ofNullable(turn);
  }
}
