package com.remitflex.features.webhooks.endpoints;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the MAC of an endpoint's row covers: every column that decides what is sent where. */
final class EndpointMac {
  private EndpointMac() {}

  static List<byte[]> parts(WebhookEndpoint endpoint) {
    EndpointSettings settings = endpoint.settings();
    List<byte[]> parts = new ArrayList<>();
    for (String text :
        List.of(
            "webhook_endpoint",
            endpoint.head().accountId(),
            endpoint.head().environment().word(),
            endpoint.id(),
            settings.url(),
            String.join(",", settings.eventTypes()),
            settings.filter().orElse(""),
            String.join(",", settings.headerNames()),
            Boolean.toString(settings.enabled()),
            endpoint.disabledReason().map(DisabledReason::word).orElse(""),
            Boolean.toString(settings.strictOrder()),
            settings.schedule().word(),
            Boolean.toString(settings.disableAtEnd()),
            Long.toString(endpoint.fromSeq()),
            endpoint.overlapEndsAt().map(end -> Long.toString(end.toEpochMilli())).orElse(""))) {
      parts.add(text.getBytes(StandardCharsets.UTF_8));
    }
    parts.add(endpoint.secrets());
    parts.add(endpoint.publicKey());
    return parts;
  }
}
