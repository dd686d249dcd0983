package com.remitflex.features.webhooks.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.events.Event;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonWriter;
import java.util.List;

/** The JSON of replays. */
final class ReplayJson {
  private ReplayJson() {}

  static String text(Replay replay) {
    return JsonWriter.text(out -> {
      out.object(() -> {
        out.field("id", replay.id());
        out.field("environment", replay.head().environment().word());
        out.field("endpoint_id", replay.endpointId());
        out.field("which", replay.which().word());
        out.field("status", replay.endedAt().isPresent() ? "completed" : "running");
        out.field("from_seq", replay.firstSeq());
        out.field("to_seq", replay.lastSeq());
        out.field("count", replay.expected());
        out.field("replayed", replay.replayed());
        out.field("created_at", replay.createdAt());
        replay.endedAt().ifPresent(at -> out.field("ended_at", at));
      });
    });
  }

  /** The response to the replay of one event. */
  static String ofEvent(Event event, List<Replay> replays) {
    ObjectNode node = Json.object();
    node.put("event_id", event.id());
    node.put("environment", event.head().environment().word());
    ArrayNode endpoints = node.putArray("endpoint_ids");
    replays.forEach(replay -> endpoints.add(replay.endpointId()));
    return Json.text(node);
  }

  static String count(ReplayRequest request, long count) {
    return JsonWriter.text(out ->
        out.object(() -> {
          out.field("endpoint_id", request.endpointId());
          out.field("which", request.which().word());
          out.field("count", count);
        }));
  }

  static ObjectNode auditDetails(Replay replay) {
    return Json.object()
        .put("replay_id", replay.id())
        .put("which", replay.which().word())
        .put("from_seq", replay.firstSeq())
        .put("to_seq", replay.lastSeq())
        .put("count", replay.expected());
  }
}
