package com.remitflex.features.payments.steps;

/**
 * The pause of a worker before its next claim. A claim, and the batch that follows, cost nearly the
 * same for a few rows and for many, so a busy worker also waits until there are some.
 */
final class ClaimPause {
  private static final long POLL_MILLIS = 50;

  private ClaimPause() {}

  /** Pauses after a claim, unless more rows than it took may be due. */
  static void after(int claimed, int limit) {
    if (claimed < limit) {
      millis(POLL_MILLIS);
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
