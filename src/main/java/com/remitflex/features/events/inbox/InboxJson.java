package com.remitflex.features.events.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.events.inbox.InboxMessage.CheckedSignature;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The JSON of an inbox, in responses and in its table. */
final class InboxJson {
  private InboxJson() {}

  static byte[] inbox(String url) {
    return JsonWriter.bytes(out ->
        out.object(() -> {
          out.field("environment", Environment.SANDBOX.word());
          out.field("url", url);
          out.field("max_messages", InboxService.MAX_MESSAGES);
          out.field("max_bytes", InboxService.MAX_BYTES);
          out.field("max_per_minute", InboxService.MAX_PER_MINUTE);
          out.field("days", InboxService.RETENTION.toDays());
        }));
  }

  static void write(JsonWriter out, InboxMessage message) {
    out.object(() -> fields(out, message));
  }

  /** The message with its headers and its body. */
  static byte[] full(InboxMessage message) {
    return JsonWriter.bytes(out ->
        out.object(() -> {
          fields(out, message);
          out.name("headers").object(() -> message.headers().forEach(out::field));
          out.field("body", message.body());
        }));
  }

  private static void fields(JsonWriter out, InboxMessage message) {
    out.field("id", message.id());
    out.field("environment", Environment.SANDBOX.word());
    out.field("received_at", message.receivedAt());
    message.eventId().ifPresent(id -> out.field("event_id", id));
    message.eventType().ifPresent(type -> out.field("event_type", type));
    out.field("bytes", message.bytes());
    out.name("signatures").array(message.signatures(), one -> write(out, one));
  }

  private static void write(JsonWriter out, CheckedSignature one) {
    out.object(() -> {
      out.field("endpoint_id", one.endpointId());
      out.field("scheme", one.scheme());
      out.field("outcome", one.outcome());
      out.field("explanation", one.explanation());
    });
  }

  static String headers(Map<String, String> headers) {
    return JsonWriter.text(out -> out.object(() -> headers.forEach(out::field)));
  }

  static String signatures(List<CheckedSignature> signatures) {
    return JsonWriter.text(out -> out.array(signatures, one -> write(out, one)));
  }

  static List<CheckedSignature> signatures(String json) {
    List<CheckedSignature> signatures = new ArrayList<>();
    for (JsonNode one : Json.trusted(json)) {
      signatures.add(
          new CheckedSignature(
              one.path("endpoint_id").asText(),
              one.path("scheme").asText(),
              one.path("outcome").asText(),
              one.path("explanation").asText()));
    }
    return signatures;
  }
}
