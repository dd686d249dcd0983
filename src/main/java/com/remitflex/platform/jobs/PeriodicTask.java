package com.remitflex.platform.jobs;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that one node repeats on a thread of its own, with a pause before each run, until it is
 * closed. A run that fails is logged, and the next one follows. Maintenance that one node can do
 * for all is a {@link MaintenanceTask} instead.
 */
public final class PeriodicTask implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);
  private static final Duration MAX_CLOSE = Duration.ofSeconds(10);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Duration firstPause;
  private final Duration pauseAfterFailure;
  private final String failureMessage;
  private final Supplier<Duration> work;
  private final Thread thread;

  /**
   * Work that does not run yet.
   *
   * @param name the thread's name
   * @param firstPause pause before the first run
   * @param pauseAfterFailure pause after a run that failed
   * @param failureMessage what a failed run means, for the log
   * @param work does one run and returns the pause before the next one
   */
  public PeriodicTask(
      String name,
      Duration firstPause,
      Duration pauseAfterFailure,
      String failureMessage,
      Supplier<Duration> work) {
    this.firstPause = firstPause;
    this.pauseAfterFailure = pauseAfterFailure;
    this.failureMessage = failureMessage;
    this.work = work;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::repeat);
  }

  /** Work with the same pause before each run. */
  public static PeriodicTask every(
      Duration pause, String name, String failureMessage, Runnable work) {
    return new PeriodicTask(
        name,
        pause,
        pause,
        failureMessage,
        () -> {
          work.run();
          return pause;
        });
  }

  public void start() {
    thread.start();
  }

  /** Whether a run in progress should end early. */
  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void repeat() {
    Duration pause = firstPause;
    while (!isClosedWithin(pause)) {
      try {
        pause = work.get();
      } catch (RuntimeException | Error e) {
        LOG.warn("{}: {}", failureMessage, e.toString());
        pause = pauseAfterFailure;
      }
    }
  }

  private boolean isClosedWithin(Duration pause) {
    try {
      return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Ends a pause immediately, and waits for a run in progress, at most ten seconds. */
  @Override
  public void close() {
    closed.countDown();
    try {
      // join(Duration) throws for a thread that was never started.
      thread.join(MAX_CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
