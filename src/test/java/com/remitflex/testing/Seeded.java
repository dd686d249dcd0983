package com.remitflex.testing;

import java.util.Random;

/** The random numbers of a test, repeatable: their seed is printed, and taken from -Dseed=. */
public final class Seeded {
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

  /** How many cases a run takes: more with -Dremitflex.full=true. */
  public static int cases(int normally, int inFull) {
    return Boolean.getBoolean("remitflex.full") ? inFull : normally;
  }
}
