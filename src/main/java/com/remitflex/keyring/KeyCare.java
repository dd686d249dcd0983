package com.remitflex.keyring;

import com.remitflex.background.Repeating;
import java.time.Duration;
import java.util.List;

/**
 * What happens to keys by itself: the early end of graces that nobody uses, and the warnings before
 * a key expires. Every node looks; the account's head lets it happen once.
 */
public final class KeyCare implements AutoCloseable {
  /** How many days before a key expires its owner is told. */
  static final List<Integer> WARNING_DAYS = List.of(1, 3, 14);

  private final Repeating passes;

  public KeyCare(Keys keys, Duration every) {
    this.passes =
        Repeating.every(
            every, "key-care", "keys are looked after later", () -> keys.care(WARNING_DAYS));
  }

  public KeyCare start() {
    passes.start();
    return this;
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    passes.close();
  }
}
