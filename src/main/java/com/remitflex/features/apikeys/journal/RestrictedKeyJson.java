package com.remitflex.features.apikeys.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.RetiredSecret;
import com.remitflex.platform.json.Json;
import java.time.Instant;
import java.util.Optional;

/** The data of events of keys that were restricted again. */
final class RestrictedKeyJson {
  private RestrictedKeyJson() {}

  /** The data, as when the key was restricted the first time; empty if that emits no event. */
  static Optional<String> event(RestrictedKey restricted, Instant now) {
    ApiKey key = restricted.key();
    ObjectNode data = Json.object();
    data.put("api_key_id", key.id());
    data.put("name", key.name());
    data.put("scope", key.scope().word());
    data.put("display", key.display());
    switch (restricted.action()) {
      case "api_key.revoked" -> data.put("revoked_at", Json.time(key.revokedAt().orElse(now)));
      case "api_key.rolled" -> putRoll(data, key, restricted.added().getFirst(), now);
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(Json.text(data));
  }

  private static void putRoll(ObjectNode data, ApiKey key, RetiredSecret old, Instant now) {
    data.put("rolled_at", Json.time(now));
    data.put("generation", key.generation());
    data.put("grace_seconds", old.grace().toSeconds());
    data.put("grace_from", "now");
    old.endsAt()
        .map(end -> end.isBefore(now) ? now : end)
        .ifPresent(at -> data.put("old_secret_ends_at", Json.time(at)));
  }
}
