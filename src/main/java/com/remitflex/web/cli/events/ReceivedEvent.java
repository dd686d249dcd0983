package com.remitflex.web.cli.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An event as the server sent it.
 *
 * @param json the event, byte by byte as a webhook sends it
 */
record ReceivedEvent(long seq, String id, String type, String subject, String json) {
  private static final List<String> SUBJECTS =
      List.of(
          "payment_id", "deposit_id", "offramp_id", "conversion_id", "api_key_id", "account_id");

  static ReceivedEvent of(String json) {
    JsonNode event = Json.trusted(json);
    JsonNode data = event.path("data");
    String subject =
        SUBJECTS.stream()
            .map(name -> data.path(name).asText())
            .filter(id -> !id.isEmpty())
            .findFirst()
            .orElse("");
    return new ReceivedEvent(
        event.path("seq").asLong(),
        event.path("id").asText(),
        event.path("type").asText(),
        subject,
        json);
  }

  byte[] bytes() {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
