package com.remitflex.features.apikeys.authentication;

import com.remitflex.platform.telemetry.Gauges;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Measures this node's lease, and how soon it applies revocations. */
public final class LeaseMetrics {
  private final MeterRegistry registry;
  private final Timer renewals;
  private final Counter failures;
  private final Timer revocations;

  public LeaseMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.renewals =
        Timer.builder("remitflex.lease.renewals")
            .description("Renewals of this node's lease, and their time")
            .register(registry);
    this.failures =
        Counter.builder("remitflex.lease.failures")
            .description("Renewals that failed, for example because the database was away")
            .register(registry);
    this.revocations =
        Timer.builder("remitflex.revocation.lag")
            .description("Time from the revocation or restriction of a key until this node knew it")
            .serviceLevelObjectives(
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(200),
                Duration.ofMillis(300),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5))
            .register(registry);
  }

  /** Registers the state of the lease. */
  public void watch(NodeLease lease) {
    Gauges.register(
        registry,
        "remitflex.lease.held",
        "1 while this node may trust its cache of keys, else 0",
        () -> Optional.of(lease.isHeld() ? 1L : 0L));
    Gauges.register(
        registry,
        "remitflex.lease.nodes",
        "Nodes that were running at the last renewal",
        () -> Optional.of((long) lease.nodes()));
    Gauges.register(
        registry,
        "remitflex.revocation.applied",
        "Number of the last entry of the revocation log that this node has applied",
        () -> Optional.of(lease.applied()));
  }

  void renewed(long nanos) {
    renewals.record(nanos, TimeUnit.NANOSECONDS);
  }

  void failed() {
    failures.increment();
  }

  /** A restriction was applied, this long after it was written. */
  void applied(Duration lag) {
    revocations.record(lag.isNegative() ? Duration.ZERO : lag);
  }
}
