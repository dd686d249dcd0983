package com.remitflex.features.rails.pauses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pauses as the table and the audit log have them. */
final class PauseJson {
  private PauseJson() {}

  static ArrayNode array(PauseState state) {
    ArrayNode array = Json.array();
    for (Pause pause : state.pauses()) {
      ObjectNode node = array.addObject();
      pause.target().rail().ifPresent(rail -> node.put("rail", rail));
      node.put("cause", pause.cause().word());
      node.put("reason", pause.reason());
      node.put("by", pause.by());
      node.put("since", Json.time(pause.since()));
    }
    return array;
  }

  /** The content of the audit entry of a change. */
  static ObjectNode details(
      PauseTarget target, PauseCause cause, String reason, long version, PauseState after) {
    ObjectNode node = Json.object();
    target.rail().ifPresent(rail -> node.put("rail", rail));
    node.put("cause", cause.word());
    node.put("reason", reason);
    node.put("version", version);
    node.set("pauses", array(after));
    return node;
  }

  /** The version that an audit entry records. */
  static long version(String details) {
    return Json.trusted(details).path("version").asLong();
  }

  /** The pauses that an audit entry records. */
  static PauseState audited(String details) {
    return state(Json.trusted(details).path("pauses"));
  }

  static PauseState state(String pauses) {
    return state(Json.trusted(pauses));
  }

  private static PauseState state(JsonNode array) {
    List<Pause> pauses = new ArrayList<>();
    for (JsonNode node : array) {
      pauses.add(
          new Pause(
              new PauseTarget(Optional.ofNullable(node.get("rail")).map(JsonNode::asText)),
              PauseCause.find(node.path("cause").asText())
                  // A cause of a newer version still pauses.
                  .orElse(PauseCause.OPERATOR),
              node.path("reason").asText(),
              node.path("by").asText(),
              Instant.parse(node.path("since").asText())));
    }
    return new PauseState(pauses);
  }
}
