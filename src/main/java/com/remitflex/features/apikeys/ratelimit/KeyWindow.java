package com.remitflex.features.apikeys.ratelimit;

import com.remitflex.features.apikeys.ratelimit.WindowStore.Allocation;
import com.remitflex.features.apikeys.ratelimit.WindowStore.AllocationRequest;
import com.remitflex.features.apikeys.ratelimit.WindowStore.Unspent;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.RequestLimit.Window;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One key's current minute on this node. Requests spend the node's quota, which is refilled in the
 * background. When it is used up, one request queries the database for all that wait.
 */
final class KeyWindow {
  private final String keyId;
  private final DatabaseClock clock;
  private final Allocator allocator;
  private final Supplier<String> names;
  private final ReentrantLock queryLock = new ReentrantLock();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean fetching = new AtomicBoolean();
  private volatile NodeQuota quota = NodeQuota.none();

  /** The holder name of the next quota. */
  private String nextHolder;

  /** When the last successful query was sent; guarded by the lock. */
  private long queriedNanos = System.nanoTime();

  /** The last failed query; guarded by the lock. */
  private Optional<Failure> failure = Optional.empty();

  /** The source of allocations. */
  interface Allocator {
    /** Queries the database and returns its response. */
    Allocation allocate(AllocationRequest request);

    /** Schedules a {@link KeyWindow#refill}. */
    void scheduleRefill(KeyWindow window);
  }

  private record Failure(long endedNanos, RuntimeException cause) {}

  /**
   * The window of a key.
   *
   * @param names supplies holder names that no node ever had
   */
  KeyWindow(String keyId, DatabaseClock clock, Allocator allocator, Supplier<String> names) {
    this.keyId = keyId;
    this.clock = clock;
    this.allocator = allocator;
    this.names = names;
    this.nextHolder = names.get();
  }

  String keyId() {
    return keyId;
  }

  /** Counts one request. */
  Window take(int limit) {
    Optional<Window> window = takeFromQuota();
    if (window.isEmpty()) {
      return query(limit);
    }
    if (quota.isRunningLow() && fetching.compareAndSet(false, true)) {
      allocator.scheduleRefill(this);
    }
    return window.get();
  }

  /** A clock that is set back stays in its current window. */
  private Optional<Window> takeFromQuota() {
    long now = clock.now().getEpochSecond();
    NodeQuota current = quota;
    return current.minute() < now / NodeQuota.MINUTE_SECONDS ? Optional.empty() : current.take(now);
  }

  private Window query(int limit) {
    long arrivedNanos = System.nanoTime();
    waiting.incrementAndGet();
    queryLock.lock();
    try {
      return takeFromLastQuery(arrivedNanos).orElseGet(() -> queryUntilDecided(limit));
    } finally {
      waiting.decrementAndGet();
      queryLock.unlock();
    }
  }

  /** Uses the outcome of a query that another request sent in the meantime. */
  private Optional<Window> takeFromLastQuery(long arrivedNanos) {
    // The database returned the minute after the arrival, so the local clock does not matter.
    Optional<Window> window =
        queriedNanos - arrivedNanos > 0
            ? quota.take(clock.now().getEpochSecond())
            : takeFromQuota();
    if (window.isEmpty() && failure.isPresent()) {
      Failure last = failure.get();
      if (last.endedNanos() - arrivedNanos > 0) {
        throw new IllegalStateException("no requests were allocated for " + keyId, last.cause());
      }
    }
    return window;
  }

  private Window queryUntilDecided(int limit) {
    while (true) {
      add(allocate(limit));
      // The database decides which minute it is: the local clock may be slightly ahead.
      Optional<Window> window = quota.take(clock.now().getEpochSecond());
      if (window.isPresent()) {
        return window.get();
      }
    }
  }

  private Allocation allocate(int limit) {
    long sentNanos = System.nanoTime();
    try {
      Allocation allocation = allocator.allocate(next(limit, waiting.get()));
      queriedNanos = sentNanos;
      return allocation;
    } catch (RuntimeException e) {
      failure = Optional.of(new Failure(System.nanoTime(), e));
      throw e;
    }
  }

  private synchronized AllocationRequest next(int limit, int forWaiting) {
    return new AllocationRequest(
        keyId, limit, quota.holder(), nextHolder, quota.minute(), quota.spent(), forWaiting);
  }

  /** The request of a refill in the background. */
  AllocationRequest refill() {
    return next(quota.limit(), 0);
  }

  /** Ends a refill, with its allocation if there is one. */
  void refilled(Optional<Allocation> allocation) {
    allocation.ifPresent(this::add);
    fetching.set(false);
  }

  /** Ignores an allocation of a quota that was replaced in the meantime. */
  private synchronized void add(Allocation allocation) {
    if (allocation.holder().equals(quota.holder())) {
      quota.add(allocation);
    } else if (allocation.holder().equals(nextHolder)) {
      quota = NodeQuota.of(allocation);
      nextHolder = names.get();
    }
  }

  /** Removes and returns the requests that this node has not spent. */
  Unspent withdraw() {
    return quota.withdraw(keyId);
  }
}
