package com.remitflex.features.payments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.events.Event;
import com.remitflex.features.compliance.reviews.Review;
import com.remitflex.features.rails.SettlementJson;
import com.remitflex.features.recipients.RecipientJson;
import com.remitflex.features.recipients.wallets.WalletJson;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JSON of payments in requests, responses, events, audit entries and tables. */
public final class PaymentJson {
  private PaymentJson() {}

  /** The result of a command on a payment: the payment object. */
  public static CommandResult result(int status, Payment payment) {
    return new CommandResult(status, JsonWriter.text(out -> write(out, payment)), payment.id());
  }

  /** Writes the payment object of the API, without its absent fields. */
  public static void write(JsonWriter out, Payment payment) {
    out.object(() -> fields(out, payment));
  }

  /** As {@link #write}, with the timeline in the field `events`. */
  public static void write(JsonWriter out, Payment payment, List<PaymentEvent> timeline) {
    out.object(() -> {
      fields(out, payment);
      out.name("events").array(timeline, event -> write(out, event));
    });
  }

  private static void fields(JsonWriter out, Payment payment) {
    switch (payment.kind()) {
      case PAYMENT -> paymentFields(out, payment);
      case OFF_RAMP -> OffRampJson.fields(out, payment);
    }
  }

  private static void paymentFields(JsonWriter out, Payment payment) {
    out.field("id", payment.id());
    out.field("environment", payment.key().head().environment().word());
    out.field("status", payment.status().word());
    out.field("amount", payment.amount());
    out.field("currency", payment.amount().currency().name());
    out.field("destination_currency", payment.converted().currency().name());
    out.field("converted_amount", payment.converted());
    out.field("exchange_rate", payment.rate().value());
    out.field("fee", payment.fee());
    out.field("total_debited", payment.totalDebited());
    payment.corridor().ifPresent(corridor -> out.field("corridor", corridor));
    payment
        .recipient()
        .ifPresent(recipient -> RecipientJson.write(out.name("recipient"), recipient));
    payment.wallet().ifPresent(wallet -> WalletJson.write(out.name("recipient"), wallet));
    payment.destination().ifPresent(destination -> out.field("destination", destination));
    payment.quoteId().ifPresent(quote -> out.field("quote_id", quote));
    writeNotes(out, payment);
    writeOutcome(out, payment);
    payment
        .settlement()
        .ifPresent(settlement -> SettlementJson.write(out.name("settlement"), settlement));
    out.field("created_at", payment.createdAt());
    out.field("updated_at", payment.updatedAt());
    out.field("estimated_delivery", payment.estimatedDelivery());
  }

  private static void write(JsonWriter out, PaymentEvent event) {
    out.object(() -> {
      out.field("id", event.id());
      out.field("seq", event.seq());
      out.field("type", event.type());
      out.field("created_at", event.createdAt());
    });
  }

  /** The data of a payment's event; `timeField` names the time of the step. */
  static String eventData(Payment payment, String timeField, Instant time) {
    return JsonWriter.text(out -> out.object(() -> eventFields(out, payment, timeField, time)));
  }

  /** The data of the events of a review, with the decision of a person, if there is one. */
  static String reviewData(
      Payment payment,
      String timeField,
      Instant time,
      Optional<Review> review,
      Optional<ReviewDecision> by) {
    return JsonWriter.text(out ->
        out.object(() -> {
          eventFields(out, payment, timeField, time);
          review.ifPresent(found -> {
            out.field("review_id", found.id());
            out.field("rule", found.held().rule());
          });
          by.ifPresent(decision -> {
            decision.decidedBy().ifPresent(name -> out.field("decided_by", name));
            decision.reason().ifPresent(reason -> out.field("review_reason", reason));
          });
        }));
  }

  /** An event of a payment, read from the data that this class wrote. */
  static PaymentEvent event(Event event) {
    JsonNode data = Json.trusted(event.data());
    return new PaymentEvent(
        event.id(),
        event.seq(),
        event.type(),
        event.createdAt(),
        Optional.ofNullable(data.get("decided_by")).map(JsonNode::asText),
        Optional.ofNullable(data.get("review_reason")).map(JsonNode::asText));
  }

  /** The details of the audit entry for a decision. */
  static ObjectNode auditDetails(ReviewDecision decision) {
    ObjectNode details = Json.object();
    decision.reason().ifPresent(reason -> details.put(ReviewDecision.REASON, reason));
    return details;
  }

  private static void eventFields(JsonWriter out, Payment payment, String timeField, Instant time) {
    switch (payment.kind()) {
      case PAYMENT -> out.field("payment_id", payment.id());
      case OFF_RAMP -> out.field("offramp_id", payment.id());
    }
    out.field("status", payment.status().word());
    out.field("amount", payment.amount());
    out.field("source_currency", payment.amount().currency().name());
    out.field("destination_currency", payment.converted().currency().name());
    out.field("converted_amount", payment.converted());
    out.field("fee", payment.fee());
    OffRampJson.writeBankAccount(out, payment);
    writeNotes(out, payment);
    payment.failureReason().ifPresent(reason -> out.field("failure_reason", reason.name()));
    writeReturned(out, payment);
    out.field(timeField, time);
  }

  /** Why the payment failed, and what a bank sent back, with the time of that. */
  static void writeOutcome(JsonWriter out, Payment payment) {
    payment
        .failureReason()
        .ifPresent(reason -> {
          out.field("failure_reason", reason.name());
          out.field("failure_message", reason.message());
        });
    writeReturned(out, payment);
    payment.returned().ifPresent(returned -> out.field("returned_at", payment.updatedAt()));
  }

  private static void writeReturned(JsonWriter out, Payment payment) {
    payment
        .returned()
        .ifPresent(returned -> {
          out.field("returned_amount", returned.amount());
          out.name("return_reason")
              .object(() -> {
                out.field("code", returned.reason().code());
                out.field("text", returned.reason().text());
              });
        });
  }

  /** Reference and metadata. */
  static void writeNotes(JsonWriter out, Payment payment) {
    payment.reference().ifPresent(reference -> out.field("reference", reference));
    payment
        .metadata()
        .ifPresent(metadata -> out.name("metadata").object(() -> metadata.forEach(out::field)));
  }

  static ObjectNode metadata(Map<String, String> metadata) {
    ObjectNode node = Json.object();
    metadata.forEach(node::put);
    return node;
  }
}
