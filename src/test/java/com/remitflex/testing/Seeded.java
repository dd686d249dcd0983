package com.remitflex.testing;

import java.time.Duration;
import java.util.Random;

/** The random numbers of a test, repeatable: their seed is printed, and taken from -Dseed=. */
public final class Seeded {
  private static final int MIN_CASES = 150;

  private Seeded() {}

  /** A source whose seed is printed under the test's name. */
  public static Random random(Class<?> test) {
    long seed = seed();
    System.out.println(test.getSimpleName() + ": -Dseed=" + seed);
    return new Random(seed);
  }

  /** The seed that was given, or a new one. */
  public static long seed() {
    return Long.getLong("seed", System.nanoTime());
  }

  /** Whether this is a full run: -Dremitflex.full=true. */
  public static boolean isFull() {
    return Boolean.getBoolean("remitflex.full");
  }

  /** Whether this is a run of the inner loop, which leaves out what takes long. */
  static boolean isFast() {
    return Boolean.getBoolean("remitflex.fast");
  }

  /** The step from one place that is tried to the next: 1, but more in a fast run. */
  public static int step(int inFast) {
    return isFast() ? inFast : 1;
  }

  /** A limit on time: that of the guarantee in a full run, a wider one on a busy machine. */
  public static Duration limit(Duration normally, Duration inFull) {
    return isFull() ? inFull : normally;
  }

  /**
   * How many cases a run takes. A full run takes more; -Dremitflex.full.scale=0.01 takes a
   * hundredth of them, to try the full run itself. A fast run takes a tenth of a large number.
   */
  public static int cases(int normally, int inFull) {
    if (isFull()) {
      double scale = Double.parseDouble(System.getProperty("remitflex.full.scale", "1"));
      return Math.max(1, (int) Math.round(inFull * scale));
    }
    return isFast() ? Math.max(Math.min(normally, MIN_CASES), normally / 10) : normally;
  }
}
