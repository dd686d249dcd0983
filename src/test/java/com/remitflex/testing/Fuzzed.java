package com.remitflex.testing;

import com.remitflex.platform.errors.ApiException;
import java.util.Optional;
import java.util.function.Supplier;

/** What holds of a parser whatever it is given. */
public final class Fuzzed {
  private static final long LONGEST_NANOS = 100_000_000;
  private static final int READINGS = 20;

  private Fuzzed() {}

  /**
   * What the parser makes of an input, or nothing when it refuses it by ApiException; every other
   * exception is a fault, and so is an input that always takes long.
   */
  public static <T> Optional<T> parsed(Supplier<T> parser) {
    long fastest = Long.MAX_VALUE;
    Optional<T> result = Optional.empty();
    for (int i = 0; i < READINGS && fastest > LONGEST_NANOS; i++) {
      long start = System.nanoTime();
      result = tried(parser);
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    require(fastest <= LONGEST_NANOS, "slow: " + fastest + " ns");
    return result;
  }

  private static <T> Optional<T> tried(Supplier<T> parser) {
    try {
      return Optional.of(parser.get());
    } catch (ApiException refused) {
      return Optional.empty();
    }
  }

  /** Fails with this message unless the claim is true. */
  public static void require(boolean claim, String message) {
    if (!claim) {
      throw new AssertionError(message);
    }
  }
}
