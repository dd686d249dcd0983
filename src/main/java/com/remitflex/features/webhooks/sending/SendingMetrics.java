package com.remitflex.features.webhooks.sending;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Counts and times the attempts of this node. */
final class SendingMetrics {
  private static final Duration[] BUCKETS =
      Stream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Timer delay;
  private final Timer latency;
  private final Map<String, Counter> attempts = new ConcurrentHashMap<>();
  private final Counter undeliverable;

  SendingMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.delay =
        Timer.builder("remitflex.webhooks.delay")
            .description("Time from an event to the first attempt to deliver it")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    this.latency =
        Timer.builder("remitflex.webhooks.latency")
            .description("Time that an attempt to deliver takes")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    this.undeliverable =
        Counter.builder("remitflex.webhooks.undeliverable")
            .description("Deliveries whose last attempt has failed")
            .register(registry);
    // So that alerts and charts find the counter before the first attempt.
    attempts.computeIfAbsent(Attempted.DELIVERED, this::counter);
  }

  void delayed(Duration time) {
    delay.record(time.isNegative() ? Duration.ZERO : time);
  }

  void ended(Attempted attempted) {
    latency.record(attempted.attempt().latencyMicros(), TimeUnit.MICROSECONDS);
    attempts.computeIfAbsent(attempted.outcome(), this::counter).increment();
  }

  /** The last attempt of a delivery has failed. */
  void undeliverable() {
    undeliverable.increment();
  }

  private Counter counter(String outcome) {
    return Counter.builder("remitflex.webhooks.attempts")
        .description("Attempts to deliver a webhook, by outcome")
        .tag("outcome", outcome)
        .register(registry);
  }
}
