package com.remitflex.features.payments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.recipients.RecipientJson;
import com.remitflex.platform.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The JSON forms of payments: the API's object, the events' data, and what the table keeps. */
final class PaymentJson {
  private PaymentJson() {}

  /** The payment object of the API; absent members are left out. */
  static ObjectNode object(Payment payment) {
    ObjectNode node = Json.object();
    node.put("id", payment.id());
    node.put("environment", payment.key().head().environment().word());
    node.put("status", payment.status().word());
    node.put("amount", payment.amount().major());
    node.put("currency", payment.amount().currency().name());
    node.put("destination_currency", payment.converted().currency().name());
    node.put("converted_amount", payment.converted().major());
    node.put("exchange_rate", payment.rate().value());
    node.put("fee", payment.fee().major());
    node.put("total_debited", payment.totalDebited().major());
    payment.corridor().ifPresent(corridor -> node.put("corridor", corridor));
    payment
        .recipient()
        .ifPresent(recipient -> node.set("recipient", RecipientJson.object(recipient)));
    payment.destination().ifPresent(destination -> node.put("destination", destination));
    payment.reference().ifPresent(reference -> node.put("reference", reference));
    payment.metadata().ifPresent(metadata -> node.set("metadata", metadata(metadata)));
    payment.failureReason().ifPresent(reason -> failure(node, reason, true));
    node.put("created_at", Json.time(payment.createdAt()));
    node.put("updated_at", Json.time(payment.updatedAt()));
    node.put("estimated_delivery", Json.time(payment.estimatedDelivery()));
    return node;
  }

  /** The data of a payment's event; `timeMember` names the time of the step. */
  static String eventData(Payment payment, String timeMember, Instant time) {
    return Json.text(eventObject(payment, timeMember, time));
  }

  /** As {@link #eventData}, of the end of a review; with who decided it, if a person did. */
  static String reviewData(
      Payment payment, String timeMember, Instant time, Optional<ReviewDecision> review) {
    ObjectNode node = eventObject(payment, timeMember, time);
    review.ifPresent(decision -> {
      node.put("decided_by", decision.userId());
      decision.reason().ifPresent(reason -> node.put("review_reason", reason));
    });
    return Json.text(node);
  }

  private static ObjectNode eventObject(Payment payment, String timeMember, Instant time) {
    ObjectNode node = Json.object();
    node.put("payment_id", payment.id());
    node.put("status", payment.status().word());
    node.put("amount", payment.amount().major());
    node.put("source_currency", payment.amount().currency().name());
    node.put("destination_currency", payment.converted().currency().name());
    node.put("converted_amount", payment.converted().major());
    node.put("fee", payment.fee().major());
    payment.reference().ifPresent(reference -> node.put("reference", reference));
    payment.metadata().ifPresent(metadata -> node.set("metadata", metadata(metadata)));
    payment.failureReason().ifPresent(reason -> failure(node, reason, false));
    node.put(timeMember, Json.time(time));
    return node;
  }

  private static void failure(ObjectNode node, FailureReason reason, boolean withMessage) {
    node.put("failure_reason", reason.name());
    if (withMessage) {
      node.put("failure_message", reason.message());
    }
  }

  static ObjectNode metadata(Map<String, String> metadata) {
    ObjectNode node = Json.object();
    metadata.forEach(node::put);
    return node;
  }

  static Map<String, String> metadata(String json) {
    Map<String, String> metadata = new LinkedHashMap<>();
    Json.trusted(json)
        .properties()
        .forEach(member -> metadata.put(member.getKey(), member.getValue().asText()));
    return metadata;
  }
}
