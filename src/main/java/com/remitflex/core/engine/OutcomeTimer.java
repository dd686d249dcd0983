package com.remitflex.core.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for outcomes, up to a limit. Its own thread ends a wait at the limit: a virtual thread that
 * parks with a time limit wakes a thread of the JVM before and after, for each command.
 */
final class OutcomeTimer implements AutoCloseable {
  private final ScheduledThreadPoolExecutor limits =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().daemon().name("engine-limits").factory(),
          // After the end, all outcomes are known.
          new ThreadPoolExecutor.DiscardPolicy());

  OutcomeTimer() {
    limits.setRemoveOnCancelPolicy(true);
  }

  /**
   * Waits for this outcome.
   *
   * @throws TimeoutException if there is none within the limit; the outcome may still come
   */
  <T> T await(CompletableFuture<T> outcome, Duration limit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (outcome.isDone()) {
      return outcome.get();
    }
    CompletableFuture<T> wait = outcome.copy();
    Future<?> end =
        limits.schedule(
            () -> wait.completeExceptionally(new TimeoutException()),
            limit.toNanos(),
            TimeUnit.NANOSECONDS);
    try {
      return wait.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException atLimit) {
        throw atLimit;
      }
      throw e;
    } finally {
      end.cancel(false);
    }
  }

  /** Ends the thread, after all outcomes are known. */
  @Override
  public void close() {
    limits.shutdownNow();
  }
}
