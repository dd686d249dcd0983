package com.remitflex.idempotency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.accounts.HeadId;
import com.remitflex.database.Database;
import com.remitflex.http.Call;
import com.remitflex.http.IdempotencyKey;
import com.remitflex.http.Json;
import com.remitflex.http.Query;
import com.remitflex.http.Reply;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the API answers under /v1/idempotency-keys. */
public final class IdempotencyRoutes {
  private final Database database;

  public IdempotencyRoutes(Database database) {
    this.database = database;
  }

  /** GET /v1/idempotency-keys/{key}: whether the request with this key took effect. */
  public Reply get(Call call) {
    call.query().allow(Set.of());
    return answer(call, IdempotencyKey.ofSegment(call.parameter("key")));
  }

  /** GET /v1/idempotency-keys?key=: the same for keys that no path can hold, such as `..`. */
  public Reply find(Call call) {
    Query query = call.query();
    query.allow(Set.of("key"));
    return answer(call, IdempotencyKey.ofText(query.find("key").orElse("")));
  }

  private Reply answer(Call call, IdempotencyKey key) {
    HeadId head = new HeadId(call.principal().accountId(), call.principal().environment());
    List<Remembered.Key> names = Remembered.Key.all(head, key);
    Optional<Remembered> remembered =
        database.with(handle -> IdempotencyStore.load(handle, names)).values().stream()
            .min(Comparator.comparing(Remembered::createdAt));
    ObjectNode node = Json.object();
    node.put("key", key.value());
    node.put("environment", head.environment().word());
    node.put("status", remembered.isPresent() ? "done" : "no_effect_yet");
    remembered.ifPresent(done -> {
      node.put("resource_id", done.resourceId());
      node.put("created_at", Json.time(done.createdAt()));
    });
    return Reply.json(200, Json.text(node));
  }
}
