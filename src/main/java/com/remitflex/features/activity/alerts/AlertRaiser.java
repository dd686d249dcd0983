package com.remitflex.features.activity.alerts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.activity.alerts.Alert.Slot;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import java.time.Duration;

/** Raises alerts through the engine, which raises each at most once on all nodes together. */
final class AlertRaiser {
  private static final int MAX_SETTLED = 100_000;

  /** A slot is an hour, so after this time nothing more is raised for it. */
  private static final Duration SETTLED_RETENTION = Duration.ofHours(3);

  private final Engine engine;
  private final AlertRepositories repositories;

  /** Alerts that this node need not raise again: raised, muted, or of a key that is gone. */
  private final Cache<Slot, Boolean> settled =
      Caffeine.newBuilder().maximumSize(MAX_SETTLED).expireAfterWrite(SETTLED_RETENTION).build();

  AlertRaiser(Engine engine, AlertRepositories repositories) {
    this.engine = engine;
    this.repositories = repositories;
  }

  /**
   * Raises an alert, unless it was raised before or is muted.
   *
   * @return false when it must be tried again
   */
  boolean raise(HeadId head, Slot slot, AlertDetails details) {
    Result<Completed> result = engine.run(new RaiseAlert(repositories, head, slot, details));
    boolean isSettled =
        !(result instanceof Result.Rejected<Completed> rejected)
            || rejected.error().code() == ErrorCode.NOT_FOUND;
    if (isSettled) {
      settled.put(slot, true);
    }
    return isSettled;
  }

  boolean isSettled(Slot slot) {
    return settled.getIfPresent(slot) != null;
  }
}
