package com.remitflex.features.webhooks.sending;

import com.remitflex.core.events.Event;
import com.remitflex.features.webhooks.deliveries.Delivery;
import com.remitflex.features.webhooks.deliveries.Delivery.Status;
import com.remitflex.features.webhooks.endpoints.EventPatterns;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows from attempts besides their records: metrics, mails and disabled endpoints. */
final class FollowUp implements SendingListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FollowUp.class);

  private static final int GONE = 410;
  private static final long MAX_WAIT_SECONDS = 2;

  private final SendingMetrics metrics;
  private final FailureNotices notices;

  /** Commands wait for their commit, for which the recorder of attempts must not. */
  private final ExecutorService commands =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("webhook-notice-", 1).factory());

  FollowUp(SendingMetrics metrics, FailureNotices notices) {
    this.metrics = metrics;
    this.notices = notices;
  }

  @Override
  public void started(Delivery delivery, Event event, Instant now) {
    if (delivery.attempts() == 0) {
      metrics.delayed(Duration.between(event.createdAt(), now));
    }
  }

  @Override
  public void ended(Attempted attempted) {
    metrics.ended(attempted);
  }

  @Override
  public void recorded(Attempted attempted, RetryDecision decision, Instant now) {
    WebhookEndpoint endpoint = attempted.lane().endpoint();
    Delivery delivery = attempted.delivery();
    if (decision.status() == Status.UNDELIVERABLE) {
      metrics.undeliverable();
    }
    if (attempted.hasStatus(GONE)) {
      run(() -> notices.gone(endpoint, delivery, attempted.attempt()));
    } else if (decision.status() == Status.UNDELIVERABLE
        && !delivery.eventType().equals(EventPatterns.TEST)) {
      run(() -> notices.undeliverable(endpoint, delivery, attempted.attempt()));
    } else if (!attempted.isDelivered()
        && decision.status() == Status.PENDING
        && RetryDecision.isHalfway(delivery, endpoint.settings().schedule(), now)) {
      run(() -> notices.halfway(endpoint, delivery, attempted.attempt()));
    }
  }

  private void run(Runnable notice) {
    commands.execute(() -> {
      try {
        notice.run();
      } catch (RuntimeException | Error e) {
        LOG.warn("an account was not notified of failing webhooks: {}", e.toString());
      }
    });
  }

  @Override
  public void close() {
    commands.shutdown();
    try {
      var _ = commands.awaitTermination(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
