package com.remitflex.web.dashboard.webhooks;

import com.remitflex.features.webhooks.deliveries.Attempt;
import com.remitflex.features.webhooks.deliveries.Delivery;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.features.webhooks.signing.WebhookSignature;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The request of a delivery as a page shows it: the body byte for byte, since signatures are made
 * over it, and without what must stay secret.
 */
final class RequestText {
  private static final String HIDDEN = "…";

  private RequestText() {}

  /** The request of the last attempt, with the URL and headers that the endpoint has now. */
  static String of(
      WebhookEndpoint endpoint, Delivery delivery, List<Attempt> attempts, byte[] body) {
    List<String> lines = new ArrayList<>();
    lines.add("POST " + endpoint.settings().url());
    lines.add("Content-Type: application/json; charset=UTF-8");
    endpoint.settings().headerNames().forEach(name -> lines.add(name + ": " + HIDDEN));
    lines.add(WebhookSignature.BODY_SIGNATURE + ": sha256=" + HIDDEN);
    lines.add(WebhookSignature.ID + ": " + delivery.eventId());
    if (!attempts.isEmpty()) {
      lines.add(
          WebhookSignature.TIMESTAMP + ": " + attempts.getLast().startedAt().getEpochSecond());
    }
    lines.add(WebhookSignature.SIGNATURES + ": v1," + HIDDEN + " v1a," + HIDDEN);
    lines.add("");
    lines.add(new String(body, StandardCharsets.UTF_8));
    return String.join("\n", lines);
  }
}
