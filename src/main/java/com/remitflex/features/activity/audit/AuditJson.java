package com.remitflex.features.activity.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditEntry;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import java.util.HexFormat;

/** The JSON form of audit entries. */
final class AuditJson {
  private AuditJson() {}

  static ObjectNode object(AuditEntry entry) {
    AuditAction action = entry.action();
    Actor actor = action.actor();
    ObjectNode node = Json.object();
    node.put("seq", entry.seq());
    entry.environment().map(Environment::word).ifPresent(e -> node.put("environment", e));
    node.put("action", action.action());
    node.put("subject", action.subject());
    ObjectNode actorNode = node.putObject("actor");
    actorNode.put("type", actor.kind().word());
    actor.id().ifPresent(id -> actorNode.put("id", id));
    actor.ip().ifPresent(ip -> node.put("ip", ip));
    actor.userAgent().ifPresent(userAgent -> node.put("user_agent", userAgent));
    actor.requestId().ifPresent(requestId -> node.put("request_id", requestId));
    node.set("details", Json.trusted(action.details()));
    node.put("created_at", Json.time(entry.createdAt()));
    node.put("previous_hash", HexFormat.of().formatHex(entry.previousHash()));
    node.put("hash", HexFormat.of().formatHex(entry.hash()));
    return node;
  }
}
