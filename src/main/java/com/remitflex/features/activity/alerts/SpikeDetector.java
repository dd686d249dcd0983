package com.remitflex.features.activity.alerts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.AlertKind;
import com.remitflex.features.activity.alerts.Alert.Slot;
import com.remitflex.features.activity.usage.Flush;
import com.remitflex.features.activity.usage.UsageStore;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.json.Json;
import java.time.Duration;
import java.util.Optional;

/**
 * Compares the requests of each hour with the key's traffic baseline. Hours in progress are
 * compared too: their counts only grow, so a spike that is found stays one.
 */
final class SpikeDetector {
  private static final int MAX_THRESHOLDS = 100_000;
  private static final Duration THRESHOLD_RETENTION = Duration.ofHours(2);

  private final Database database;
  private final AlertRaiser raiser;

  /** Thresholds of the hours in progress: a baseline takes a query over weeks. */
  private final Cache<Slot, Long> thresholds =
      Caffeine.newBuilder()
          .maximumSize(MAX_THRESHOLDS)
          .expireAfterWrite(THRESHOLD_RETENTION)
          .build();

  SpikeDetector(Database database, AlertRaiser raiser) {
    this.database = database;
    this.raiser = raiser;
  }

  void evaluate(Flush flush) {
    for (Flush.Hour hour : flush.hours()) {
      Slot slot = new Slot(hour.owner().keyId(), AlertKind.SPIKE, hour.start());
      if (hour.requests() >= TrafficBaseline.MIN_REQUESTS
          && !hour.owner().canary()
          && !raiser.isSettled(slot)) {
        evaluate(hour, slot);
      }
    }
  }

  private void evaluate(Flush.Hour hour, Slot slot) {
    Optional<TrafficBaseline> baseline = Optional.empty();
    Long threshold = thresholds.getIfPresent(slot);
    if (threshold == null) {
      baseline = baseline(slot);
      threshold = baseline.map(TrafficBaseline::threshold).orElse(Long.MAX_VALUE);
      thresholds.put(slot, threshold);
    }
    if (hour.requests() < threshold) {
      return;
    }
    AlertDetails details =
        AlertDetails.NONE
            .with("hour", Json.time(hour.start()))
            .with("requests", hour.requests())
            .with("threshold", threshold);
    raiser.raise(
        new HeadId(hour.owner().accountId(), hour.owner().environment()),
        slot,
        baseline
            .or(() -> baseline(slot))
            .map(known -> details.with("expected", Math.round(known.expected())))
            .orElse(details));
  }

  private Optional<TrafficBaseline> baseline(Slot slot) {
    return TrafficBaseline.after(
        database.with(handle ->
            UsageStore.hoursBefore(handle, slot.keyId(), slot.hour(), TrafficBaseline.MAX_HOURS)));
  }
}
