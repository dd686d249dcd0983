package com.remitflex.features.payments.steps;

/**
 * The pause of a worker before its next claim. A claim costs nearly the same for one row and for
 * many, so a busy worker waits until there are some.
 */
final class ClaimPause {
  private static final long IDLE_MILLIS = 50;
  private static final long BUSY_MILLIS = 15;

  private ClaimPause() {}

  /** Pauses after a claim, unless more rows than it took may be due. */
  static void after(int claimed, int limit) {
    if (claimed < limit) {
      millis(claimed == 0 ? IDLE_MILLIS : BUSY_MILLIS);
    }
  }

  static void millis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
