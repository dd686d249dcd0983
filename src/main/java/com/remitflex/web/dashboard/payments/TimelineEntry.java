package com.remitflex.web.dashboard.payments;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.events.Event;
import com.remitflex.platform.json.Json;
import com.remitflex.web.dashboard.site.Labels;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One line of a payment's timeline.
 *
 * @param label what happened
 * @param tone the colour of its dot: success, danger, warning, or none
 * @param note who decided and why; empty when there is nothing to add
 */
public record TimelineEntry(String label, String tone, String note, Instant at) {
  private static final String DECIDED_BY = "decided_by";

  /** The IDs of the persons whom these events name. */
  static List<String> people(List<Event> events) {
    return events.stream().flatMap(event -> decidedBy(event).stream()).distinct().toList();
  }

  /**
   * An event as a line.
   *
   * @param names what persons are called, by their IDs
   */
  static TimelineEntry of(Event event, Map<String, String> names) {
    return new TimelineEntry(
        label(event.type()), tone(event.type()), note(event, names), event.createdAt());
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
      case "compliance.review_required" -> "warning";
      case "compliance.approved", "payment.delivered" -> "success";
      case "compliance.rejected", "payment.failed" -> "danger";
      default -> "";
    };
  }

  private static String note(Event event, Map<String, String> names) {
    return switch (event.type()) {
      case "compliance.approved" ->
          decidedBy(event)
              .map(id -> "By " + names.getOrDefault(id, id))
              .orElse("Automatically, because nobody decided in time");
      case "compliance.rejected" ->
          "By "
              + decidedBy(event).map(id -> names.getOrDefault(id, id)).orElse("the platform")
              + Optional.of(data(event).path("review_reason").asText(""))
                  .filter(reason -> !reason.isEmpty())
                  .map(reason -> ": " + reason)
                  .orElse("");
      default -> "";
    };
  }

  private static Optional<String> decidedBy(Event event) {
    return Optional.of(data(event).path(DECIDED_BY).asText("")).filter(id -> !id.isEmpty());
  }

  private static JsonNode data(Event event) {
    return Json.trusted(event.data());
  }
}
