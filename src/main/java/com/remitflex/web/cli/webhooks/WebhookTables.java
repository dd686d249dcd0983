package com.remitflex.web.cli.webhooks;

import com.remitflex.features.webhooks.deliveries.Attempt;
import com.remitflex.features.webhooks.deliveries.Delivery;
import com.remitflex.features.webhooks.endpoints.DisabledReason;
import com.remitflex.features.webhooks.endpoints.EndpointSettings;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.features.webhooks.signing.Ed25519;
import com.remitflex.platform.json.Json;
import com.remitflex.web.cli.Console;
import java.util.List;

/** Prints endpoints and deliveries as tables. */
final class WebhookTables {
  private static final String ENDPOINT = "%-29s  %-7s  %-8s  %-24s  %-30s  %s";
  private static final String DELIVERY = "%8s  %-30s  %-24s  %-13s  %8s  %-24s  %s";
  private static final String ATTEMPT = "%3s  %-24s  %10s  %-6s  %-40s  %s";

  private WebhookTables() {}

  static void print(List<WebhookEndpoint> endpoints) {
    if (endpoints.isEmpty()) {
      Console.print("No webhook endpoints.");
      return;
    }
    Console.print(ENDPOINT.formatted("ID", "ENV", "STATUS", "CREATED", "EVENTS", "URL"));
    for (WebhookEndpoint endpoint : endpoints) {
      Console.print(
          ENDPOINT.formatted(
              endpoint.id(),
              endpoint.head().environment().word(),
              status(endpoint),
              Json.time(endpoint.createdAt()),
              types(endpoint.settings()),
              endpoint.settings().url()));
    }
  }

  private static String status(WebhookEndpoint endpoint) {
    return endpoint.settings().enabled() ? "enabled" : "disabled";
  }

  private static String types(EndpointSettings settings) {
    return settings.eventTypes().isEmpty() ? "all" : String.join(" ", settings.eventTypes());
  }

  static void print(WebhookEndpoint endpoint) {
    EndpointSettings settings = endpoint.settings();
    line("ID", endpoint.id());
    line("Account", endpoint.head().accountId());
    line("Environment", endpoint.head().environment().word());
    line("URL", settings.url());
    line("Events", types(settings));
    settings.filter().ifPresent(text -> line("Filter", text));
    settings.description().ifPresent(text -> line("Description", text));
    if (!settings.headerNames().isEmpty()) {
      line("Own headers", String.join(", ", settings.headerNames()));
    }
    line("Status", status(endpoint));
    endpoint.disabledReason().map(DisabledReason::sentence).ifPresent(text -> line("", text));
    line("Strict order", settings.strictOrder() ? "yes" : "no");
    line("Retry schedule", settings.schedule().word());
    line("Disabled at end", settings.disableAtEnd() ? "yes" : "no");
    line("Public key", Ed25519.text(endpoint.publicKey()));
    endpoint.overlapEndsAt().ifPresent(end -> line("Overlap ends", Json.time(end)));
    line("Created", Json.time(endpoint.createdAt()));
  }

  private static void line(String label, String value) {
    Console.print("%-16s %s".formatted(label, value));
  }

  static void printDeliveries(List<Delivery> deliveries) {
    if (deliveries.isEmpty()) {
      Console.print("No deliveries.");
      return;
    }
    Console.print(
        DELIVERY.formatted(
            "SEQ", "EVENT", "TYPE", "STATUS", "ATTEMPTS", "CREATED", "LAST RESPONSE"));
    deliveries.forEach(delivery -> Console.print(row(delivery).stripTrailing()));
  }

  private static String row(Delivery delivery) {
    return DELIVERY.formatted(
        delivery.seq(),
        delivery.eventId(),
        delivery.eventType(),
        delivery.status().word(),
        delivery.attempts(),
        Json.time(delivery.createdAt()),
        delivery.lastStatus().map(String::valueOf).or(delivery::lastError).orElse(""));
  }

  static void print(Delivery delivery, List<Attempt> attempts) {
    printDeliveries(List.of(delivery));
    delivery
        .nextAttemptAt()
        .ifPresent(at -> Console.print("Next attempt at " + Json.time(at) + "."));
    Console.print("");
    Console.print(ATTEMPT.formatted("NO", "TIME", "MS", "STATUS", "ADDRESS", "RESPONSE"));
    for (Attempt attempt : attempts) {
      Console.print(
          ATTEMPT
              .formatted(
                  attempt.number(),
                  Json.time(attempt.startedAt()),
                  attempt.latencyMicros() / 1_000,
                  attempt.status().map(String::valueOf).orElse("-"),
                  attempt.address().orElse(""),
                  attempt.error().orElse(shown(attempt.response())))
              .stripTrailing());
    }
  }

  /** The beginning of a response, without characters that change the terminal. */
  private static String shown(String response) {
    String line = response.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]+", " ").strip();
    return line.length() <= 60 ? line : line.substring(0, 60) + "…";
  }
}
