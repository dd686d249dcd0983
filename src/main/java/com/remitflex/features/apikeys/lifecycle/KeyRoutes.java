package com.remitflex.features.apikeys.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Responses;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyFilter;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.RevokedKey;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Cursors;
import com.remitflex.platform.http.api.Cursors.Position;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the API answers under /v1/api-keys. */
public final class KeyRoutes {
  private static final int LARGEST_PAGE = 100;
  private static final int PAGE = 20;

  private final ApiKeyService keys;
  private final Cursors cursors;
  private final int requestsPerMinute;

  /**
   * The routes over the keys of every account.
   *
   * @param requestsPerMinute the limit of a key that has none of its own
   */
  public KeyRoutes(ApiKeyService keys, Cursors cursors, int requestsPerMinute) {
    this.keys = keys;
    this.cursors = cursors;
    this.requestsPerMinute = requestsPerMinute;
  }

  /** POST /v1/api-keys. */
  public Response create(ApiRequest call) {
    call.query().allow(Set.of());
    JsonObject body = call.body();
    String canonical = body.canonical();
    NewKey asked = NewKey.read(body);
    return Responses.of(keys.createAnswer(Origin.of(call, canonical), asked));
  }

  /** GET /v1/api-keys. */
  public Response list(ApiRequest call) {
    Query query = call.query();
    query.allow(Set.of("limit", "order", "cursor", "status", "scope"));
    int limit = query.number("limit", 1, LARGEST_PAGE, PAGE);
    String order = query.word("order", List.of("desc", "asc"));
    Optional<String> status = query.oneOf("status", List.of("active", "revoked", "expired"));
    Optional<Scope> scope =
        query.oneOf("scope", List.of("read", "write", "admin")).flatMap(Scope::find);
    HeadId head = head(call);
    Instant now = keys.now();
    String list = "api-keys " + head + " " + order + " " + status + " " + scope;
    Optional<Position> from = query.find("cursor").map(cursor -> cursors.decode(list, cursor, now));
    Optional<String> only =
        Optional.of(call.principal()).filter(p -> p.owner().canary()).map(Principal::keyId);
    KeyStore.Page found =
        keys.page(
            new KeyFilter(head, only, status, scope, order.equals("desc"), from, limit + 1, now));

    boolean hasMore = found.keys().size() > limit;
    List<ApiKey> page = hasMore ? found.keys().subList(0, limit) : found.keys();
    Optional<String> cursor =
        hasMore
            ? Optional.of(
                cursors.encode(
                    list, new Position(page.getLast().createdAt(), page.getLast().number()), now))
            : Optional.empty();
    return Response.json(
        200, Json.text(Json.list(views(page, now), cursor, hasMore, Optional.of(found.total()))));
  }

  /** GET /v1/api-keys/current: the key that asks. */
  public Response current(ApiRequest call) {
    return get(call, call.principal().keyId());
  }

  /** GET /v1/api-keys/{id}. */
  public Response get(ApiRequest call) {
    return get(call, id(call));
  }

  private Response get(ApiRequest call, String id) {
    call.query().allow(Set.of());
    ApiKey key = keys.require(head(call), id);
    ObjectNode node = views(List.of(key), keys.now()).getFirst();
    if (key.isRevoked()) {
      KeyJson.receipt(node, keys.revoked(key.id()).receipt());
    }
    return Response.json(200, Json.text(node));
  }

  /** DELETE /v1/api-keys/{id}: revokes the key; answers when every node refuses it. */
  public Response revoke(ApiRequest call) {
    call.query().allow(Set.of());
    String id = id(call);
    Result<Completed> outcome = keys.revoke(Origin.of(call, ""), id);
    Response reply = Responses.of(outcome);
    RevokedKey revoked = keys.revoked(id);
    ObjectNode node = views(List.of(revoked.key()), keys.now()).getFirst();
    KeyJson.receipt(node, revoked.receipt());
    return Response.json(200, Json.text(node)).with(reply.headers());
  }

  /** POST /v1/api-keys/{id}/roll. */
  public Response roll(ApiRequest call) {
    call.query().allow(Set.of());
    String id = id(call);
    JsonObject body = call.bodyIfAny();
    String canonical = body.canonical();
    RollRequest asked = RollRequest.read(body);
    return Responses.of(keys.rollAnswer(Origin.of(call, canonical), id, asked));
  }

  /** POST /v1/api-keys/{id}/end-grace. */
  public Response endGrace(ApiRequest call) {
    call.query().allow(Set.of());
    String id = id(call);
    JsonObject body = call.bodyIfAny();
    String canonical = body.canonical();
    body.refuseUnknown();
    return Responses.of(keys.endGrace(Origin.of(call, canonical), id));
  }

  /** GET /v1/api-keys/{id}/rotation: who still uses an old secret. */
  public Response rotation(ApiRequest call) {
    call.query().allow(Set.of());
    return Response.json(200, Json.text(keys.rotation(keys.require(head(call), id(call))).json()));
  }

  private List<ObjectNode> views(List<ApiKey> page, Instant now) {
    List<ObjectNode> views = keys.views(page, now);
    for (int i = 0; i < views.size(); i++) {
      if (page.get(i).limits().requestsPerMinute().isEmpty()) {
        views.get(i).put("rate_limit_per_minute", requestsPerMinute);
      }
    }
    return views;
  }

  private static HeadId head(ApiRequest call) {
    return new HeadId(call.principal().accountId(), call.principal().environment());
  }

  /** The id in the path; `current` is the caller's own. */
  public static String id(ApiRequest call) {
    String id = call.parameter("id");
    if (id.equals(Route.ITSELF)) {
      return call.principal().keyId();
    }
    if (!IdPrefix.API_KEY.matches(id)) {
      throw ApiRequest.notFound("API key").exception();
    }
    return id;
  }
}
