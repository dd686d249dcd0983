package com.remitflex.features.payments.steps;

import com.remitflex.platform.jobs.Ending;
import java.time.Duration;

/**
 * The pauses of a worker before its next claim. A claim, and the batch that follows, cost nearly
 * the same for a few rows and for many, so a busy worker also waits until there are some. Once a
 * second has passed in which nothing was due, a worker asks less often.
 */
final class ClaimPause {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration IDLE_POLL = Duration.ofMillis(200);
  private static final int IDLE_AFTER = 20;

  private final Ending ending;

  /** Claims in a row that found nothing; roughly, since threads count at the same time. */
  private volatile int empty;

  /** The pauses of one worker, which end with it. */
  ClaimPause(Ending ending) {
    this.ending = ending;
  }

  /** Pauses after a claim, unless more rows than it took may be due. */
  void after(int claimed, int limit) {
    int before = empty;
    empty = claimed == 0 ? Math.min(before + 1, IDLE_AFTER) : 0;
    if (claimed < limit) {
      ending.pause(empty < IDLE_AFTER ? POLL : IDLE_POLL);
    }
  }
}
