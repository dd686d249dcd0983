package com.remitflex.core.engine.metrics;

import com.remitflex.core.engine.Engine;
import com.remitflex.core.engine.EngineListener;
import com.remitflex.core.events.Event;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.telemetry.Gauges;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Counts and times the batches of the engine, and counts the events that they commit. */
public final class EngineMetrics implements EngineListener {
  private static final Duration[] BUCKETS =
      Stream.of(
              100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 500_000,
              2_500_000)
          .map(micros -> Duration.ofNanos(micros * 1_000L))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final DistributionSummary batchSize;
  private final Map<Phase, Timer> phases = new EnumMap<>(Phase.class);
  private final Map<Failure, Counter> failures = new EnumMap<>(Failure.class);
  private final Counter missedLocks;

  /** The counters by type and environment of the event; the program has few types. */
  private final Map<String, Map<Environment, Counter>> events = new ConcurrentHashMap<>();

  public EngineMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.batchSize =
        DistributionSummary.builder("remitflex.engine.batch.commands")
            .description("Commands per committed batch")
            .serviceLevelObjectives(1, 2, 5, 10, 20, 50, 100, 256)
            .register(registry);
    for (Phase phase : Phase.values()) {
      phases.put(
          phase,
          Timer.builder("remitflex.engine.phase")
              .description("Time that a batch spends in each of its phases")
              .tag("phase", word(phase))
              .serviceLevelObjectives(BUCKETS)
              .register(registry));
    }
    for (Failure failure : Failure.values()) {
      failures.put(
          failure,
          Counter.builder("remitflex.engine.failures")
              .description("Attempts to commit a batch that failed, by cause")
              .tag("cause", word(failure))
              .register(registry));
    }
    this.missedLocks =
        Counter.builder("remitflex.engine.missed.locks")
            .description("Commands left out of a batch, since another node held their account")
            .register(registry);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Also registers how many commands are queued. */
  public void watch(Engine engine) {
    watch("requests", () -> engine.queued().requests());
    watch("workers", () -> engine.queued().workers());
    watch("locks", () -> engine.queued().locked());
    Gauges.registerSeconds(
        registry,
        "remitflex.engine.queue.age",
        "How long the request that is queued the longest has been in the engine",
        () -> Optional.of(engine.queued().oldest()));
    Gauges.register(
        registry,
        "remitflex.engine.queue.limit",
        "Maximum number of commands in a queue; further ones get 503",
        () -> Optional.of((long) Engine.QUEUE_CAPACITY));
  }

  private void watch(String queue, Supplier<Long> commands) {
    Gauges.register(
        registry,
        "remitflex.engine.queue",
        "Commands that no batch has taken yet: of requests, of workers, and with a held account",
        () -> Optional.of(commands.get()),
        "queue",
        queue);
  }

  @Override
  public void ended(Phase phase, long nanos) {
    timer(phase).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Phase phase) {
    return Objects.requireNonNull(phases.get(phase));
  }

  @Override
  public void committed(int commands, List<Event> committed) {
    batchSize.record(commands);
    for (Event event : committed) {
      events
          .computeIfAbsent(event.type(), type -> new ConcurrentHashMap<>())
          .computeIfAbsent(
              event.head().environment(), environment -> counter(event.type(), environment))
          .increment();
    }
  }

  private Counter counter(String type, Environment environment) {
    return Counter.builder("remitflex.events")
        .description("Committed events, by type: every transition of a payment is one")
        .tags("type", type, "environment", environment.word())
        .register(registry);
  }

  @Override
  public void failed(Failure failure) {
    Objects.requireNonNull(failures.get(failure)).increment();
  }

  @Override
  public void missedLock(int commands) {
    missedLocks.increment(commands);
  }
}
