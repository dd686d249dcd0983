package com.remitflex.features.rails.pauses;

import com.remitflex.platform.telemetry.Gauges;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;

/** Which rails are paused; the same on every node. */
public final class PauseMetrics {
  private PauseMetrics() {}

  /** Registers a gauge for each of these rails. */
  public static void register(Pauses pauses, List<String> rails, MeterRegistry registry) {
    for (String rail : rails) {
      Gauges.register(
          registry,
          "remitflex.rail.paused",
          "1 while nothing new is begun on a rail, 0 otherwise",
          () -> Optional.of(pauses.isPaused(rail) ? 1L : 0L),
          "rail",
          rail);
    }
  }
}
