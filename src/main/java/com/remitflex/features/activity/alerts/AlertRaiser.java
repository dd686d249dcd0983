package com.remitflex.features.activity.alerts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.activity.alerts.Alert.Slot;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Raises alerts through the engine, which raises each at most once on all nodes together. */
final class AlertRaiser {
  private static final int MAX_SETTLED = 100_000;

  private final Engine engine;
  private final AlertRepositories repositories;

  /** Alerts that this node need not raise again: raised, muted, or of a key that is gone. */
  private final Set<Slot> settled = ConcurrentHashMap.newKeySet();

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
      if (settled.size() >= MAX_SETTLED) {
        settled.clear();
      }
      settled.add(slot);
    }
    return isSettled;
  }

  boolean isSettled(Slot slot) {
    return settled.contains(slot);
  }

  void deleteBefore(Instant hour) {
    settled.removeIf(slot -> slot.hour().isBefore(hour));
  }
}
