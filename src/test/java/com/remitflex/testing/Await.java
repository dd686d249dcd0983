package com.remitflex.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The one way in which tests wait for another thread, process or node. */
public final class Await {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration MIN_INTERVAL = Duration.ofMillis(10);
  private static final Duration MAX_INTERVAL = Duration.ofMillis(100);

  private Await() {}

  /** Waits until the condition holds; fails after a minute. */
  public static void until(BooleanSupplier condition) {
    until("the condition holds", condition);
  }

  /** Waits until the condition holds; fails after a minute and names it. */
  public static void until(String what, BooleanSupplier condition) {
    until(what, TIMEOUT, condition);
  }

  /** Waits until the condition holds; fails after this time and names it. */
  public static void until(String what, Duration timeout, BooleanSupplier condition) {
    until(what, timeout, condition::getAsBoolean, holds -> holds);
  }

  /** Reads the value until it fits and returns it; fails after a minute with the last value. */
  public static <T> T until(String what, Supplier<T> value, Predicate<T> fits) {
    return until(what, TIMEOUT, value, fits);
  }

  /** Reads the value until it fits and returns it; fails after this time with the last value. */
  public static <T> T until(String what, Duration timeout, Supplier<T> value, Predicate<T> fits) {
    long start = System.nanoTime();
    T last = value.get();
    while (!fits.test(last)) {
      long waited = System.nanoTime() - start;
      if (waited > timeout.toNanos()) {
        throw new AssertionError("not within " + timeout + ": " + what + "; last: " + last);
      }
      pause(interval(waited));
      last = value.get();
    }
    return last;
  }

  /** A twentieth of the wait so far: what takes long is not asked for hundreds of times. */
  private static Duration interval(long waitedNanos) {
    return Duration.ofNanos(
        Math.clamp(waitedNanos / 20, MIN_INTERVAL.toNanos(), MAX_INTERVAL.toNanos()));
  }

  /** Lets this time pass: for what must not happen within it, or must happen during it. */
  public static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
