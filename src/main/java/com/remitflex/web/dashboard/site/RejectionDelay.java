package com.remitflex.web.dashboard.site;

import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Delays a rejection by one to two seconds, which costs only a waiting virtual thread. It slows
 * down clients that send one request after the other. The delay is random: clients that were
 * rejected together would otherwise send their next requests together, again and again, and the
 * requests of others would wait behind each such burst. At most {@link #MAX_DELAYED} are delayed at
 * a time.
 */
final class RejectionDelay {
  private static final int MAX_DELAYED = 500;
  private static final long MIN_NANOS = 1_000_000_000L;
  private static final long MAX_NANOS = 2 * MIN_NANOS;

  private final Semaphore permits = new Semaphore(MAX_DELAYED);

  void pause() {
    if (!permits.tryAcquire()) {
      return;
    }
    try {
      long delay = ThreadLocalRandom.current().nextLong(MIN_NANOS, MAX_NANOS);
      long end = System.nanoTime() + delay;
      for (long left = delay; left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    } finally {
      permits.release();
    }
  }
}
