package com.remitflex.platform.net.outbound;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends calls whose time is up. A timeout of the socket alone begins again with every byte. */
final class Deadlines implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;

  Deadlines() {
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("outbound-deadlines").factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  /** A deadline that is cancelled when it is closed. */
  record Deadline(Future<?> task) implements AutoCloseable {
    @Override
    public void close() {
      task.cancel(false);
    }
  }

  Deadline start(Duration timeout, Runnable end) {
    return new Deadline(timer.schedule(end, timeout.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
