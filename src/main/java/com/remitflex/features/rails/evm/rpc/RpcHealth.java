package com.remitflex.features.rails.evm.rpc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How one URL has responded. A URL that fails rests for a while, longer after each failure, so that
 * a dead one does not delay every read.
 */
final class RpcHealth {
  private static final Duration FIRST_REST = Duration.ofMillis(500);
  private static final int MAX_DOUBLINGS = 6;

  private final Map<RpcErrorKind, Counter> errors = new EnumMap<>(RpcErrorKind.class);
  private final Timer duration;
  private int failures;
  private long restUntilNanos = System.nanoTime();
  private Optional<String> lastError = Optional.empty();
  private Optional<Long> head = Optional.empty();

  RpcHealth(String network, RpcUrl url, MeterRegistry meters) {
    this.duration =
        Timer.builder("remitflex.chain.rpc")
            .description("Calls to a node, with their durations")
            .tags("network", network, "url", url.name())
            .register(meters);
    for (RpcErrorKind kind : RpcErrorKind.values()) {
      errors.put(
          kind,
          Counter.builder("remitflex.chain.rpc.errors")
              .description("Calls to a node that failed, by kind")
              .tags("network", network, "url", url.name(), "kind", word(kind))
              .register(meters));
    }
  }

  private static String word(RpcErrorKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  synchronized void succeeded(long nanos) {
    duration.record(nanos, TimeUnit.NANOSECONDS);
    failures = 0;
    lastError = Optional.empty();
    restUntilNanos = System.nanoTime();
  }

  /** Only a node that does not work rests; one that rejects a call has responded. */
  synchronized void failed(RpcException error, long nanos) {
    duration.record(nanos, TimeUnit.NANOSECONDS);
    counter(error.kind()).increment();
    if (error.kind() == RpcErrorKind.TRANSIENT) {
      rest(String.valueOf(error.getMessage()));
    }
  }

  /** Lets the URL rest for this reason. */
  synchronized void rest(String reason) {
    lastError = Optional.of(reason);
    long rest = FIRST_REST.toNanos() << Math.min(failures, MAX_DOUBLINGS);
    failures++;
    restUntilNanos = System.nanoTime() + rest;
  }

  private Counter counter(RpcErrorKind kind) {
    return Objects.requireNonNull(errors.get(kind));
  }

  synchronized boolean isResting() {
    return System.nanoTime() - restUntilNanos < 0;
  }

  synchronized void head(long height) {
    head = Optional.of(height);
  }

  synchronized Optional<Long> head() {
    return head;
  }

  synchronized Optional<String> lastError() {
    return lastError;
  }
}
