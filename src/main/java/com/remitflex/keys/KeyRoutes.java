package com.remitflex.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.http.Call;
import com.remitflex.http.Json;
import com.remitflex.http.Reply;
import java.time.Instant;
import java.util.Set;

/** What the API answers about keys. */
public final class KeyRoutes {
  private final Keys keys;
  private final int requestsPerMinute;

  public KeyRoutes(Keys keys, int requestsPerMinute) {
    this.keys = keys;
    this.requestsPerMinute = requestsPerMinute;
  }

  /** GET /v1/api-keys/current: the key that asks. */
  public Reply current(Call call) {
    call.query().allow(Set.of());
    ApiKey key =
        keys.find(call.principal().keyId()).orElseThrow(() -> ApiKey.unknown().exception());
    ObjectNode node = json(key, keys.now());
    node.put("rate_limit_per_minute", requestsPerMinute);
    return Reply.json(200, Json.text(node));
  }

  /** A key object; it never has the secret. */
  public static ObjectNode json(ApiKey key, Instant now) {
    ObjectNode node = Json.object();
    node.put("id", key.id());
    node.put("name", key.name());
    node.put("environment", key.environment().word());
    node.put("scope", key.scope().word());
    node.put("status", key.status(now));
    node.put("display", key.display());
    node.put("account_id", key.accountId());
    node.put("created_at", Json.time(key.createdAt()));
    key.expiresAt().ifPresent(at -> node.put("expires_at", Json.time(at)));
    key.revokedAt().ifPresent(at -> node.put("revoked_at", Json.time(at)));
    return node;
  }
}
