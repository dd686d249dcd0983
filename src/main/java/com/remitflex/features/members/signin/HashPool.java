package com.remitflex.features.members.signin;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.jobs.LowPriority;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The threads on which all passwords are hashed: a few platform threads with low priority, so that
 * hashing never occupies a thread that serves API requests. A caller must first acquire one of a
 * few permits, so a flood of sign-ins is rejected before it causes any work.
 */
public final class HashPool {
  static final int UNKNOWN_PERMITS = 32;
  static final int UNKNOWN_PERMITS_PER_NETWORK = 8;
  static final int PROVEN_PERMITS = 32;
  static final int RETRY_AFTER_SECONDS = 5;

  private static final Duration MAX_WAIT = Duration.ofSeconds(20);
  private static final int IDLE_SECONDS = 30;

  /** Who is waiting for a hash. PROVEN has permits of its own, and its hashes are made first. */
  public enum Lane {
    /** A session, a browser in which this person has signed in before, or a valid link. */
    PROVEN,
    /** Anyone else. */
    UNKNOWN
  }

  private final ThreadPoolExecutor threads;
  private final Semaphore proven = new Semaphore(PROVEN_PERMITS);
  private final Semaphore unknown = new Semaphore(UNKNOWN_PERMITS);
  private final Map<String, Integer> unknownByNetwork = new ConcurrentHashMap<>();
  private final AtomicLong tasks = new AtomicLong();

  /** A pool that uses at most half of the processors. */
  public HashPool() {
    this(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  }

  public HashPool(int size) {
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            size,
            size,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(),
            work -> LowPriority.thread("password-hash-" + number.incrementAndGet(), work));
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Acquires a permit, which the caller must close.
   *
   * @param network the client's network; unknown clients of one network share a few permits
   * @throws com.remitflex.platform.errors.ApiException SERVICE_UNAVAILABLE
   */
  public Permit acquire(Lane lane, String network) {
    if (lane == Lane.PROVEN) {
      if (!proven.tryAcquire()) {
        throw full();
      }
      return new Permit(lane, network);
    }
    if (!acquireNetwork(network)) {
      throw full();
    }
    if (!unknown.tryAcquire()) {
      releaseNetwork(network);
      throw full();
    }
    return new Permit(lane, network);
  }

  private boolean acquireNetwork(String network) {
    boolean[] acquired = {false};
    unknownByNetwork.compute(
        network,
        (key, before) -> {
          int taken = before == null ? 0 : before;
          acquired[0] = taken < UNKNOWN_PERMITS_PER_NETWORK;
          return acquired[0] ? taken + 1 : taken;
        });
    return acquired[0];
  }

  private void releaseNetwork(String network) {
    unknownByNetwork.computeIfPresent(network, (key, taken) -> taken == 1 ? null : taken - 1);
  }

  private static RuntimeException full() {
    return ApiError.later(
            ErrorCode.SERVICE_UNAVAILABLE,
            "Too many users are signing in at the moment. Try again in a few seconds.",
            RETRY_AFTER_SECONDS)
        .exception();
  }

  /** The number of hashes that are waiting for a thread. */
  int waiting() {
    return threads.getQueue().size();
  }

  /** The right to have hashes made, one after the other. */
  public final class Permit implements AutoCloseable {
    private final Lane lane;
    private final String network;
    private boolean closed;

    private Permit(Lane lane, String network) {
      this.lane = lane;
      this.network = network;
    }

    /**
     * Runs the work on a thread of the pool and waits for its result.
     *
     * @throws com.remitflex.platform.errors.ApiException SERVICE_UNAVAILABLE
     */
    <T> T run(Supplier<T> work) {
      CompletableFuture<T> result = new CompletableFuture<>();
      threads.execute(new Task(lane, tasks.incrementAndGet(), () -> complete(result, work)));
      try {
        return result.get(MAX_WAIT.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        result.cancel(false);
        Thread.currentThread().interrupt();
        throw full();
      } catch (TimeoutException | CancellationException e) {
        result.cancel(false);
        throw full();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      if (lane == Lane.PROVEN) {
        proven.release();
      } else {
        unknown.release();
        releaseNetwork(network);
      }
    }
  }

  /** Skips work whose caller no longer waits. */
  private static <T> void complete(CompletableFuture<T> result, Supplier<T> work) {
    if (result.isDone()) {
      return;
    }
    try {
      result.complete(work.get());
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(e);
    }
  }

  private record Task(Lane lane, long number, Runnable work) implements Runnable, Comparable<Task> {
    @Override
    public void run() {
      work.run();
    }

    @Override
    public int compareTo(Task other) {
      int byLane = lane.compareTo(other.lane);
      return byLane != 0 ? byLane : Long.compare(number, other.number);
    }
  }
}
