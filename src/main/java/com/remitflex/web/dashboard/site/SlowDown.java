package com.remitflex.web.dashboard.site;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds a rejection back for a second, which costs a virtual thread nothing: a client that sends
 * one request after the other is slow then, and leaves the processors to others. So many are held
 * at a time at most.
 */
final class SlowDown {
  private static final int MOST = 500;
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final Semaphore held = new Semaphore(MOST);

  void pause() {
    if (!held.tryAcquire()) {
      return;
    }
    try {
      long end = System.nanoTime() + PAUSE_NANOS;
      for (long left = PAUSE_NANOS; left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    } finally {
      held.release();
    }
  }
}
