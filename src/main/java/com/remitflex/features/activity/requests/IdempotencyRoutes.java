package com.remitflex.features.activity.requests;

import static com.remitflex.platform.access.Scope.READ;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.idempotency.IdempotencyLookup;
import com.remitflex.core.idempotency.IdempotencyRecord;
import com.remitflex.platform.access.IdempotencyKey;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Operation.Parameter;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The endpoints under /v1/idempotency-keys. */
public final class IdempotencyRoutes {
  private final IdempotencyLookup lookup;

  public IdempotencyRoutes(IdempotencyLookup lookup) {
    this.lookup = lookup;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/idempotency-keys", READ, findOperation(), this::find),
        new Route("GET", "/v1/idempotency-keys/{key}", READ, getOperation(), this::get));
  }

  private static Operation getOperation() {
    return Operation.of(
        "getIdempotencyKey",
        "Look up an idempotency key",
        "Returns the outcome of the request with this idempotency key: `done`, with the ID of the"
            + " object that it created or changed, or `no_effect_yet`. In that case, retry only"
            + " with the same idempotency key.",
        "IdempotencyKey");
  }

  /** GET /v1/idempotency-keys/{key}: whether the request with this key took effect. */
  public Response get(ApiRequest request) {
    request.query().allow(Set.of());
    return response(request, IdempotencyKey.ofSegment(request.parameter("key")));
  }

  private static Operation findOperation() {
    return Operation.of(
            "findIdempotencyKey",
            "Look up any idempotency key",
            "Works like the lookup by path, and also takes keys that a path cannot contain: `.`,"
                + " `..` and keys with a backslash.",
            "IdempotencyKey")
        .withQuery(
            new Parameter(
                "key",
                "The idempotency key, percent-encoded.",
                "{\"type\": \"string\", \"minLength\": 1, \"maxLength\": 255}",
                Optional.of("order-2041")));
  }

  /** GET /v1/idempotency-keys?key=: for keys that no path can contain, such as `..`. */
  public Response find(ApiRequest request) {
    Query query = request.query();
    query.allow(Set.of("key"));
    return response(request, IdempotencyKey.ofText(query.find("key").orElse("")));
  }

  private Response response(ApiRequest request, IdempotencyKey key) {
    HeadId head = HeadId.of(request.principal());
    Optional<IdempotencyRecord> record = lookup.find(head, key);
    ObjectNode node = Json.object();
    node.put("key", key.value());
    node.put("environment", head.environment().word());
    node.put("status", record.isPresent() ? "done" : "no_effect_yet");
    record.ifPresent(done -> {
      node.put("resource_id", done.resourceId());
      node.put("created_at", Json.time(done.createdAt()));
    });
    return Response.json(200, Json.text(node));
  }
}
