package com.remitflex.features.payments.steps;

import com.remitflex.platform.jobs.Ending;
import java.time.Duration;

/**
 * The pause of a worker before its next claim. A claim, and the batch that follows, cost nearly the
 * same for a few rows and for many, so a busy worker also waits until there are some.
 */
final class ClaimPause {
  private static final Duration POLL = Duration.ofMillis(50);

  private ClaimPause() {}

  /** Pauses after a claim, unless more rows than it took may be due. */
  static void after(int claimed, int limit, Ending ending) {
    if (claimed < limit) {
      ending.pause(POLL);
    }
  }
}
