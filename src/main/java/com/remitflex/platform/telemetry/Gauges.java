package com.remitflex.platform.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Registers gauges whose value may be unknown: Prometheus then reads NaN. */
public final class Gauges {
  private static final double NANOS_PER_SECOND = 1e9;

  private Gauges() {}

  /**
   * Registers a gauge.
   *
   * @param value returns immediately
   * @param tags names and values of the labels
   */
  public static void register(
      MeterRegistry registry,
      String name,
      String description,
      Supplier<Optional<Long>> value,
      String... tags) {
    Gauge.builder(name, () -> value.get().map(Long::doubleValue).orElse(Double.NaN))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /** As {@link #register}, for a duration: in seconds, with fractions. */
  public static void registerSeconds(
      MeterRegistry registry, String name, String description, Supplier<Optional<Duration>> value) {
    Gauge.builder(
            name, () -> value.get().map(one -> one.toNanos() / NANOS_PER_SECOND).orElse(Double.NaN))
        .description(description)
        .baseUnit("seconds")
        .register(registry);
  }
}
