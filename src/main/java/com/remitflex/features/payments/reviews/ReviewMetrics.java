package com.remitflex.features.payments.reviews;

import com.remitflex.features.compliance.reviews.ReviewStore;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.jobs.Sampled;
import com.remitflex.platform.telemetry.Gauges;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** The number and the age of reviews that wait; the same on every node. */
public final class ReviewMetrics implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private final Sampled<Map<Environment, ReviewStore.Waiting>> waiting;

  public ReviewMetrics(Database database, MeterRegistry registry) {
    this.waiting = Sampled.sparingly(INTERVAL, "waiting reviews", () -> read(database));
    for (Environment environment : Environment.values()) {
      Gauges.register(
          registry,
          "remitflex.reviews.waiting",
          "Compliance reviews that no one has decided",
          () -> waiting.get().map(all -> of(all, environment).reviews()),
          "environment",
          environment.word());
    }
    Gauges.registerSeconds(
        registry,
        "remitflex.reviews.oldest.age",
        "How long the oldest live compliance review has waited",
        () -> waiting.get().map(all -> of(all, Environment.LIVE).oldest()));
  }

  private static ReviewStore.Waiting of(
      Map<Environment, ReviewStore.Waiting> all, Environment environment) {
    return all.getOrDefault(environment, new ReviewStore.Waiting(0, Duration.ZERO));
  }

  private static Map<Environment, ReviewStore.Waiting> read(Database database) {
    Map<Environment, ReviewStore.Waiting> all = new EnumMap<>(Environment.class);
    for (Environment environment : Environment.values()) {
      all.put(environment, database.with(handle -> ReviewStore.totals(handle, environment)));
    }
    return all;
  }

  public ReviewMetrics start() {
    waiting.start();
    return this;
  }

  @Override
  public void close() {
    waiting.close();
  }
}
