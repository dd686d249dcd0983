package com.remitflex.bench;

import java.util.concurrent.TimeUnit;

/** Waiting without anything to do. */
final class Pause {
  private Pause() {}

  static void millis(long millis) {
    nanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  static void nanos(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }
}
