package com.remitflex.features.webhooks.sending;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.core.mail.MailText;
import com.remitflex.features.webhooks.deliveries.Attempt;
import com.remitflex.features.webhooks.deliveries.Delivery;
import com.remitflex.features.webhooks.endpoints.DisabledReason;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.features.webhooks.endpoints.WebhookService;
import com.remitflex.platform.errors.Result;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies an account of deliveries that fail: at half the schedule, at its end, and when an
 * endpoint is disabled. An endpoint whose deliveries fail in large numbers causes few mails.
 */
final class FailureNotices {
  private static final Logger LOG = LoggerFactory.getLogger(FailureNotices.class);

  private static final int MAX_REMEMBERED = 100_000;

  private final Engine engine;
  private final WebhookService webhooks;
  private final String publicUrl;
  private final Cache<String, Boolean> warned = remembering(Duration.ofDays(1));
  private final Cache<String, Boolean> ended = remembering(Duration.ofHours(1));

  FailureNotices(Engine engine, WebhookService webhooks, String publicUrl) {
    this.engine = engine;
    this.webhooks = webhooks;
    this.publicUrl = publicUrl;
  }

  private static Cache<String, Boolean> remembering(Duration time) {
    return Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).expireAfterWrite(time).build();
  }

  /** A delivery has failed for half of its schedule. */
  void halfway(WebhookEndpoint endpoint, Delivery delivery, Attempt attempt) {
    if (isFirst(warned, endpoint.id())) {
      send(
          endpoint,
          "Webhooks to an endpoint are failing",
          "A webhook has not arrived within half of its retry schedule.",
          delivery,
          attempt,
          "Deliveries are tried again until the schedule ends.");
    }
  }

  /** A delivery has failed to the end. */
  void undeliverable(WebhookEndpoint endpoint, Delivery delivery, Attempt attempt) {
    if (endpoint.settings().disableAtEnd()) {
      disable(endpoint, DisabledReason.FAILED);
    }
    if (isFirst(ended, endpoint.id())) {
      send(
          endpoint,
          "A webhook could not be delivered: " + delivery.eventType(),
          "A webhook was not delivered: the last attempt of its retry schedule has failed.",
          delivery,
          attempt,
          endpoint.settings().disableAtEnd()
              ? "The endpoint is now disabled, as its settings say. Enable it when it works again."
              : "More may follow. You are notified of this endpoint at most once an hour.");
    }
  }

  /** The server has said that the endpoint is gone. */
  void gone(WebhookEndpoint endpoint, Delivery delivery, Attempt attempt) {
    disable(endpoint, DisabledReason.GONE);
    send(
        endpoint,
        "A webhook endpoint was disabled",
        "The server responded with 410 Gone, so the endpoint was disabled.",
        delivery,
        attempt,
        "Enable the endpoint if it is to receive webhooks again.");
  }

  private static boolean isFirst(Cache<String, Boolean> remembered, String endpointId) {
    return remembered.asMap().putIfAbsent(endpointId, true) == null;
  }

  private void disable(WebhookEndpoint endpoint, DisabledReason reason) {
    if (webhooks.disable(endpoint, reason) instanceof Result.Rejected<Completed> rejected) {
      LOG.info("{} was not disabled: {}", endpoint.id(), rejected.error().message());
    }
  }

  private void send(
      WebhookEndpoint endpoint,
      String subject,
      String happened,
      Delivery delivery,
      Attempt attempt,
      String next) {
    String body =
        """
        %s

        %s
        %s

        The deliveries of the endpoint, with each attempt:

            curl %s/v1/webhook-endpoints/%s/deliveries \\
              -H "Authorization: Bearer $REMITFLEX_API_KEY"
        """
            .formatted(
                happened, facts(endpoint, delivery, attempt), next, publicUrl, endpoint.id());
    Result<Completed> sent =
        engine.run(new ReportFailure(endpoint.head(), endpoint.id(), subject, body));
    if (sent instanceof Result.Rejected<Completed> rejected) {
      LOG.info("no mail about {}: {}", endpoint.id(), rejected.error().message());
    }
  }

  private static String facts(WebhookEndpoint endpoint, Delivery delivery, Attempt attempt) {
    return """
        Endpoint:     %s (%s)
        URL:          %s
        Event:        %s, %s
        Attempts:     %s
        Last outcome: %s
    """
        .formatted(
            endpoint.id(),
            endpoint.head().environment().word(),
            MailText.plain(endpoint.settings().url()),
            delivery.eventType(),
            delivery.eventId(),
            attempt.number(),
            outcome(attempt));
  }

  private static String outcome(Attempt attempt) {
    return attempt
        .status()
        .map(status -> "HTTP " + status)
        .or(attempt::error)
        .map(MailText::plain)
        .orElse("none");
  }
}
