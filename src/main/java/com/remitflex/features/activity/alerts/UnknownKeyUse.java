package com.remitflex.features.activity.alerts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.json.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * Requests in an hour, from one address, with a key that has a good checksum and that no one has
 * issued.
 *
 * @param display what is shown of the key
 */
record UnknownKeyUse(
    Instant hour,
    String display,
    String ip,
    Optional<String> userAgent,
    long requests,
    Instant first,
    Instant last) {
  UnknownKeyUse and(UnknownKeyUse later) {
    return new UnknownKeyUse(
        hour, display, ip, userAgent, requests + later.requests, first, later.last);
  }

  ObjectNode details() {
    ObjectNode node = Json.object();
    node.put("display", display);
    node.put("ip", ip);
    userAgent.ifPresent(text -> node.put("user_agent", text));
    return node;
  }

  ObjectNode json() {
    ObjectNode node = details();
    node.put("requests", requests);
    node.put("first_at", Json.time(first));
    node.put("last_at", Json.time(last));
    return node;
  }
}
