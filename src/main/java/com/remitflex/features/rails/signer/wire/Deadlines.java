package com.remitflex.features.rails.signer.wire;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Closes connections that take too long, whatever they wait for. */
final class Deadlines implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;

  Deadlines() {
    timer =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().name("signer-deadlines").daemon().unstarted(task));
    timer.setRemoveOnCancelPolicy(true);
  }

  /** A use of a connection, which ends in time. */
  interface Use<T> {
    T run() throws IOException;
  }

  /** Runs this use; the connection is closed when the time is over, which makes it fail. */
  <T> T within(Duration time, Closeable connection, Use<T> use) throws IOException {
    ScheduledFuture<?> deadline =
        timer.schedule(() -> closeQuietly(connection), time.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return use.run();
    } finally {
      deadline.cancel(false);
    }
  }

  static void closeQuietly(Closeable connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // It is closed for us in any case.
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
