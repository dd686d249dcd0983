package com.remitflex.web.dashboard.payments;

import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentEvent;
import com.remitflex.web.dashboard.site.Labels;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One entry of a payment's timeline.
 *
 * @param tone the colour of its dot: success, danger, warning, or empty
 * @param note who decided a review, and why; empty for other events
 */
public record TimelineEntry(String label, String tone, String note, Instant at) {

  /** The IDs of the people whom these events name. */
  static List<String> people(List<PaymentEvent> events) {
    return events.stream().flatMap(event -> event.decidedBy().stream()).distinct().toList();
  }

  /** The entries of a payment. An off-ramp has no event of its creation, but an entry. */
  static List<TimelineEntry> all(
      Payment payment, List<PaymentEvent> events, Map<String, String> names) {
    Stream<TimelineEntry> creation =
        payment.bankAccount().isPresent()
            ? Stream.of(new TimelineEntry("Created", "", "", payment.createdAt()))
            : Stream.empty();
    return Stream.concat(creation, events.stream().map(event -> of(event, names))).toList();
  }

  /**
   * The entry of an event.
   *
   * @param names of people, by their IDs
   */
  static TimelineEntry of(PaymentEvent event, Map<String, String> names) {
    Optional<String> decidedBy = event.decidedBy().map(id -> names.getOrDefault(id, id));
    return new TimelineEntry(
        label(event.type()), tone(event.type()), note(event, decidedBy), event.createdAt());
  }

  private static String label(String type) {
    return switch (type) {
      case "compliance.review_required" -> "Held for compliance review";
      case "compliance.approved" -> "Review approved";
      case "compliance.rejected" -> "Review rejected";
      default -> Labels.label(type.substring(type.indexOf('.') + 1));
    };
  }

  private static String tone(String type) {
    return switch (type) {
      case "compliance.review_required", "payment.returned", "offramp.returned" -> "warning";
      case "compliance.approved", "payment.delivered", "offramp.delivered" -> "success";
      case "compliance.rejected", "payment.failed", "offramp.failed" -> "danger";
      default -> "";
    };
  }

  private static String note(PaymentEvent event, Optional<String> decidedBy) {
    return switch (event.type()) {
      case "compliance.approved" ->
          decidedBy
              .map(name -> "By " + name)
              .orElse("Automatically, because nobody decided in time");
      case "compliance.rejected" ->
          "By "
              + decidedBy.orElse("the platform")
              + event.reviewReason().map(reason -> ": " + reason).orElse("");
      default -> "";
    };
  }
}
