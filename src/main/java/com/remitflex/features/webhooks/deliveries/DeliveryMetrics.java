package com.remitflex.features.webhooks.deliveries;

import com.remitflex.platform.jobs.Sampled;
import com.remitflex.platform.telemetry.Gauges;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** The pending deliveries, which all nodes share. */
public final class DeliveryMetrics implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private final Sampled<DeliveryStore.Backlog> backlog;

  public DeliveryMetrics(DeliveryService deliveries, MeterRegistry registry) {
    this.backlog = Sampled.sparingly(INTERVAL, "webhook deliveries", deliveries::backlog);
    Gauges.register(
        registry,
        "remitflex.webhooks.pending",
        "Deliveries that are neither delivered nor undeliverable",
        () -> backlog.get().map(DeliveryStore.Backlog::pending));
    Gauges.register(
        registry,
        "remitflex.webhooks.overdue",
        "Pending deliveries whose next attempt is due, those of paused endpoints among them",
        () -> backlog.get().map(DeliveryStore.Backlog::overdue));
    Gauges.registerSeconds(
        registry,
        "remitflex.webhooks.overdue.age",
        "How long the delivery that has been due the longest has been due, except those of paused"
            + " or disabled endpoints",
        () -> backlog.get().map(one -> Duration.ofSeconds(one.oldestSeconds())));
  }

  public DeliveryMetrics start() {
    backlog.start();
    return this;
  }

  @Override
  public void close() {
    backlog.close();
  }
}
