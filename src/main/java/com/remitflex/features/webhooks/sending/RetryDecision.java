package com.remitflex.features.webhooks.sending;

import com.remitflex.features.webhooks.deliveries.Delivery;
import com.remitflex.features.webhooks.deliveries.Delivery.Status;
import com.remitflex.features.webhooks.endpoints.EventPatterns;
import com.remitflex.features.webhooks.endpoints.RetrySchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What follows an attempt: the delivery has ended, or another attempt is due.
 *
 * @param dueAt when; meaningless if it has ended
 */
record RetryDecision(Status status, Instant dueAt) {
  private static final int GONE = 410;

  /** Longer than this, a server does not decide when it is tried again. */
  private static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

  /** Each delay is up to a tenth longer, so that deliveries that failed together spread. */
  private static final int JITTER_PARTS = 10;

  /** A pause of the endpoint may delay attempts, but not for longer than this. */
  private static final Duration OVERTIME = Duration.ofHours(6);

  /** Decides about a delivery before `attempted` counts as one of its tries. */
  static RetryDecision of(
      Delivery delivery, RetrySchedule schedule, Attempted attempted, Instant now) {
    if (attempted.isDelivered()) {
      return new RetryDecision(delivery.repeats() ? Status.PENDING : Status.DELIVERED, now);
    }
    Optional<Duration> delay = schedule.delayAfter(delivery.tries() + 1);
    boolean isOver =
        attempted.hasStatus(GONE)
            || delivery.eventType().equals(EventPatterns.TEST)
            || now.isAfter(delivery.startedAt().plus(schedule.length()).plus(OVERTIME));
    if (isOver || delay.isEmpty()) {
      return new RetryDecision(Status.UNDELIVERABLE, now);
    }
    Duration after = jittered(delay.get(), delivery);
    Duration asked = attempted.retryAfter().orElse(Duration.ZERO);
    if (asked.compareTo(after) > 0) {
      after = asked.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : asked;
    }
    return new RetryDecision(Status.PENDING, now.plus(after));
  }

  /** Different for each delivery and attempt, and the same if it is decided again. */
  private static Duration jittered(Duration delay, Delivery delivery) {
    int hash = (delivery.eventId() + delivery.endpointId() + delivery.tries()).hashCode();
    long share = Integer.toUnsignedLong(hash);
    return delay.plusMillis(((delay.toMillis() / JITTER_PARTS) * share) >>> Integer.SIZE);
  }

  /**
   * Whether the first half of the schedule is over. This attempt may be the first: a delivery that
   * is one of many to an endpoint that is down can wait so long for its turn.
   */
  static boolean isHalfway(Delivery delivery, RetrySchedule schedule, Instant now) {
    Duration half = schedule.length().dividedBy(2);
    return !now.isBefore(delivery.startedAt().plus(half));
  }
}
