package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import java.util.List;

/**
 * What happens to keys by itself: the early end of graces that nobody uses, and the warnings before
 * a key expires. Every node looks; the account's head lets it happen once.
 */
public final class KeyMaintenance implements AutoCloseable {
  /** How many days before a key expires its owner is told. */
  static final List<Integer> WARNING_DAYS = List.of(1, 3, 14);

  private final PeriodicTask passes;

  public KeyMaintenance(ApiKeyService keys, Duration every) {
    this.passes =
        PeriodicTask.every(
            every, "key-care", "keys are looked after later", () -> keys.care(WARNING_DAYS));
  }

  public KeyMaintenance start() {
    passes.start();
    return this;
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    passes.close();
  }
}
