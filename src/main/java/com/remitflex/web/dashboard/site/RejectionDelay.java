package com.remitflex.web.dashboard.site;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Delays a rejection by a second, which costs only a waiting virtual thread. It slows down clients
 * that send one request after the other. At most {@link #MAX_DELAYED} are delayed at a time.
 */
final class RejectionDelay {
  private static final int MAX_DELAYED = 500;
  private static final long DELAY_NANOS = 1_000_000_000L;

  private final Semaphore permits = new Semaphore(MAX_DELAYED);

  void pause() {
    if (!permits.tryAcquire()) {
      return;
    }
    try {
      long end = System.nanoTime() + DELAY_NANOS;
      for (long left = DELAY_NANOS; left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    } finally {
      permits.release();
    }
  }
}
