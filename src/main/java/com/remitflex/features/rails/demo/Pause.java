package com.remitflex.features.rails.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a process or a block. */
final class Pause {
  private static final long STEP_MILLIS = 50;

  private Pause() {}

  static void millis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoChainException("Interrupted while waiting for the demo chain.", e);
    }
  }

  /** Waits until a condition holds; returns whether it did in time. */
  static boolean holds(Duration limit, BooleanSupplier condition) {
    return until(limit, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty())
        .isPresent();
  }

  /** Asks again and again until there is a value; empty if there is none in time. */
  static <T> Optional<T> until(Duration limit, Supplier<Optional<T>> question) {
    long deadline = System.nanoTime() + limit.toNanos();
    Optional<T> found = question.get();
    while (found.isEmpty() && System.nanoTime() < deadline) {
      millis(STEP_MILLIS);
      found = question.get();
    }
    return found;
  }
}
