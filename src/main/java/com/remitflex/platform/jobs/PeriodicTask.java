package com.remitflex.platform.jobs;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that a thread of its own does pass after pass, with a rest before each, until it is closed.
 * A pass that fails is said in the log, and the next one comes all the same.
 */
public final class PeriodicTask implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Duration first;
  private final Duration afterFault;
  private final String otherwise;
  private final Supplier<Duration> pass;
  private final Thread thread;

  /**
   * Work that does not run yet.
   *
   * @param name of the thread
   * @param first the rest before the first pass
   * @param afterFault the rest after a pass that failed
   * @param otherwise what that means, for the log
   * @param pass does the work; gives the rest before the next pass
   */
  public PeriodicTask(
      String name, Duration first, Duration afterFault, String otherwise, Supplier<Duration> pass) {
    this.first = first;
    this.afterFault = afterFault;
    this.otherwise = otherwise;
    this.pass = pass;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::repeat);
  }

  /** Work with the same rest before each pass. */
  public static PeriodicTask every(Duration rest, String name, String otherwise, Runnable pass) {
    return new PeriodicTask(
        name,
        rest,
        rest,
        otherwise,
        () -> {
          pass.run();
          return rest;
        });
  }

  public void start() {
    thread.start();
  }

  /** Whether a pass under way should come to its end. */
  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void repeat() {
    Duration rest = first;
    while (!isClosedWithin(rest)) {
      try {
        rest = pass.get();
      } catch (RuntimeException | Error e) {
        LOG.warn("{}: {}", otherwise, e.toString());
        rest = afterFault;
      }
    }
  }

  private boolean isClosedWithin(Duration rest) {
    try {
      return closed.await(rest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Ends a rest at once, and waits for a pass under way: ten seconds at most. */
  @Override
  public void close() {
    closed.countDown();
    try {
      // In milliseconds: the other form refuses a thread that was never started.
      thread.join(LONGEST_CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
