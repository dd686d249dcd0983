package com.remitflex.features.webhooks.deliveries;

import com.remitflex.platform.json.JsonWriter;
import java.math.BigDecimal;
import java.util.List;

/** The JSON of deliveries and their attempts. */
final class DeliveryJson {
  private static final int MICROS_DIGITS = 3;

  private DeliveryJson() {}

  /** Writes the delivery object of the API. */
  static void write(JsonWriter out, Delivery delivery) {
    out.object(() -> fields(out, delivery));
  }

  /** Writes the delivery object with its attempts. */
  static void write(JsonWriter out, Delivery delivery, List<Attempt> attempts) {
    out.object(() -> {
      fields(out, delivery);
      out.name("attempt_log").array(attempts, attempt -> write(out, attempt));
    });
  }

  private static void fields(JsonWriter out, Delivery delivery) {
    out.field("endpoint_id", delivery.endpointId());
    out.field("environment", delivery.head().environment().word());
    out.field("event_id", delivery.eventId());
    out.field("event_type", delivery.eventType());
    out.field("seq", delivery.seq());
    out.field("status", delivery.status().word());
    out.field("attempts", delivery.attempts());
    delivery.lastStatus().ifPresent(status -> out.field("last_response_status", status));
    delivery.lastError().ifPresent(error -> out.field("last_error", error));
    delivery.nextAttemptAt().ifPresent(at -> out.field("next_attempt_at", at));
    out.field("created_at", delivery.createdAt());
    delivery.endedAt().ifPresent(at -> out.field("ended_at", at));
  }

  private static void write(JsonWriter out, Attempt attempt) {
    out.object(() -> {
      out.field("number", attempt.number());
      out.field("started_at", attempt.startedAt());
      out.field("latency_ms", BigDecimal.valueOf(attempt.latencyMicros(), MICROS_DIGITS));
      attempt.status().ifPresent(status -> out.field("response_status", status));
      attempt.error().ifPresent(error -> out.field("error", error));
      attempt.address().ifPresent(address -> out.field("address", address));
      out.field("response", attempt.response());
    });
  }
}
