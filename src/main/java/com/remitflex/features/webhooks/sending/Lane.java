package com.remitflex.features.webhooks.sending;

import com.remitflex.features.webhooks.deliveries.LaneStore.ReleasedLane;
import com.remitflex.features.webhooks.endpoints.EndpointCipher;
import com.remitflex.features.webhooks.endpoints.EndpointCipher.SendingSecrets;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * An endpoint that this node has claimed: which of its deliveries are in flight, and how many may
 * be. The number grows with each delivery that arrives and halves with each that fails; after some
 * failures in a row the endpoint is paused, and then tried with one delivery at a time.
 */
final class Lane {
  static final int MAX_WINDOW = 32;

  private static final int FIRST_WINDOW = 4;
  private static final int FAILURES_BEFORE_PAUSE = 5;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final int MAX_DOUBLINGS = 3;

  /** An endpoint that gets an event after another need not be claimed each time. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  /** How long a disabled endpoint is left alone before it is looked at again. */
  private static final Duration PARKED = Duration.ofMinutes(1);

  private final Set<Long> inFlight = new HashSet<>();
  private WebhookEndpoint endpoint;
  private SendingSecrets secrets;
  private boolean deleted;
  private long failures;
  private int window;
  private Instant pausedUntil = Instant.EPOCH;
  private long busyNanos = System.nanoTime();

  /**
   * A lane that was just claimed.
   *
   * @param failures in a row, before
   */
  Lane(WebhookEndpoint endpoint, EndpointCipher cipher, long failures, Instant now) {
    this.endpoint = endpoint;
    this.secrets = cipher.sending(endpoint, now);
    this.failures = failures;
    this.window = failures >= FAILURES_BEFORE_PAUSE ? 1 : FIRST_WINDOW;
  }

  synchronized WebhookEndpoint endpoint() {
    return endpoint;
  }

  synchronized SendingSecrets secrets() {
    return secrets;
  }

  String id() {
    return endpoint().id();
  }

  /** Sets the endpoint as it is now; empty if it was deleted. */
  synchronized void refresh(Optional<WebhookEndpoint> now, EndpointCipher cipher, Instant time) {
    deleted = now.isEmpty();
    now.ifPresent(one -> {
      endpoint = one;
      secrets = cipher.sending(one, time);
    });
  }

  synchronized boolean isDeleted() {
    return deleted;
  }

  /** Whether it has had nothing in flight for a while, or may send nothing anyway. */
  synchronized boolean isIdle(Instant now) {
    boolean isFree = inFlight.isEmpty();
    return isFree && (room(now) == 0 || System.nanoTime() - busyNanos >= LINGER.toNanos());
  }

  /** How many more deliveries may be sent now. */
  synchronized int room(Instant now) {
    boolean closed = deleted || !endpoint.settings().enabled() || now.isBefore(pausedUntil);
    return closed ? 0 : Math.max(0, window - inFlight.size());
  }

  synchronized int inFlight() {
    return inFlight.size();
  }

  synchronized Set<Long> seqsInFlight() {
    return Set.copyOf(inFlight);
  }

  /** Begins a delivery; false if it is in flight already. */
  synchronized boolean begin(long seq) {
    busyNanos = System.nanoTime();
    return inFlight.add(seq);
  }

  /** Ends a delivery whose attempt is recorded. */
  synchronized void end(long seq) {
    busyNanos = System.nanoTime();
    inFlight.remove(seq);
  }

  /** Counts an attempt. */
  synchronized void count(boolean delivered, Instant now) {
    if (delivered) {
      failures = 0;
      window = Math.min(MAX_WINDOW, window + 1);
      pausedUntil = Instant.EPOCH;
      return;
    }
    failures++;
    window = Math.max(1, window / 2);
    if (failures >= FAILURES_BEFORE_PAUSE) {
      long doublings = Math.min(MAX_DOUBLINGS, failures - FAILURES_BEFORE_PAUSE);
      pausedUntil = now.plus(FIRST_PAUSE.multipliedBy(1L << doublings));
    }
  }

  /** The lane as it is given back. */
  synchronized ReleasedLane released(String worker, Instant now) {
    Instant until = endpoint.settings().enabled() ? pausedUntil : now.plus(PARKED);
    return new ReleasedLane(
        endpoint.id(),
        worker,
        failures,
        until.isAfter(now) ? Optional.of(until) : Optional.empty());
  }
}
