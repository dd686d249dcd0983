package com.remitflex.features.apikeys.lifecycle;

import static com.remitflex.platform.access.Scope.ADMIN;
import static com.remitflex.platform.access.Scope.READ;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyFilter;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.KeyChange;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.RevokedKey;
import com.remitflex.features.http.CommandResponse;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Operation.Parameter;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.ResponseHeader;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.lists.Cursors;
import com.remitflex.platform.http.lists.ListParameters;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The endpoints under /v1/api-keys. */
public final class KeyRoutes {
  private final ApiKeyService keys;
  private final CurrentKeys currentKeys;
  private final Cursors cursors;
  private final int requestsPerMinute;

  /**
   * The routes.
   *
   * @param requestsPerMinute the rate limit of a key that has none of its own
   */
  public KeyRoutes(
      ApiKeyService keys, CurrentKeys currentKeys, Cursors cursors, int requestsPerMinute) {
    this.keys = keys;
    this.currentKeys = currentKeys;
    this.cursors = cursors;
    this.requestsPerMinute = requestsPerMinute;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/api-keys", ADMIN, createOperation(), this::create),
        new Route("GET", "/v1/api-keys", ADMIN, listOperation(), this::list),
        new Route("GET", "/v1/api-keys/current", READ, currentOperation(), this::current),
        new Route("GET", "/v1/api-keys/{id}", ADMIN, getOperation(), this::get),
        new Route("DELETE", "/v1/api-keys/{id}", ADMIN, revokeOperation(), this::revoke),
        new Route("POST", "/v1/api-keys/{id}/roll", ADMIN, rollOperation(), this::roll)
            .orWithItsOwnKey(),
        new Route("POST", "/v1/api-keys/{id}/end-grace", ADMIN, endGraceOperation(), this::endGrace)
            .orWithItsOwnKey(),
        new Route("GET", "/v1/api-keys/{id}/rotation", ADMIN, rotationOperation(), this::rotation)
            .orWithItsOwnKey());
  }

  private static Operation createOperation() {
    return Operation.of(
            "createApiKey",
            "Create an API key",
            "Creates a key in the caller's account and environment. Only this response contains the"
                + " secret, as `key`: it is not stored and is never shown again, not even to a"
                + " retry with the same idempotency key.",
            "NewApiKey")
        .withBody(
            "CreateApiKey",
            """
            {"name": "reporting", "scope": "read", "expires_at": "2199-12-31T00:00:00.000Z",
             "ip_allow_list": ["127.0.0.0/8", "::1"], "rate_limit_per_minute": 600,
             "money_limits": {"per_payment": {"amount": 1000, "currency": "USDC"},
                              "per_day": {"amount": 5000, "currency": "USDC"}}}\
            """)
        .created()
        .withErrors(ErrorCode.INVALID_AMOUNT, ErrorCode.INVALID_CURRENCY, ErrorCode.KYB_REQUIRED);
  }

  /** POST /v1/api-keys. */
  public Response create(ApiRequest request) {
    request.query().allow(Set.of());
    JsonObject body = request.body();
    String canonical = body.canonical();
    NewKey newKey = NewKey.read(body);
    return CommandResponse.of(
        keys.create(Caller.of(request, canonical), newKey, Optional.empty())
            .map(KeyChange::completed));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listApiKeys",
            "List API keys",
            "Lists the account's keys in this environment, each with its last use, but never the"
                + " secrets.",
            "ApiKeyList")
        .withPages(
            Parameter.text("status", "Only `active`, `revoked` or `expired` keys."),
            Parameter.text("scope", "Only keys with this scope."))
        .withErrors(ErrorCode.INVALID_CURSOR);
  }

  /** GET /v1/api-keys. */
  public Response list(ApiRequest request) {
    Query query = request.query();
    ListParameters parameters = ListParameters.read(query, Set.of("status", "scope"));
    Optional<String> status = query.oneOf("status", List.of("active", "revoked", "expired"));
    Optional<Scope> scope =
        query.oneOf("scope", List.of("read", "write", "admin")).flatMap(Scope::find);
    HeadId head = HeadId.of(request.principal());
    Instant now = keys.now();
    ListParameters.PagedList list =
        parameters.of(cursors, "api-keys " + head, status + " " + scope, now);
    Optional<String> only =
        Optional.of(request.principal()).filter(p -> p.owner().canary()).map(Principal::keyId);

    CountedPage<ApiKey> found =
        keys.list(new KeyFilter(head, only, status, scope, now), list.query());
    Page<ApiKey> page = found.page();
    Page<ObjectNode> shown = new Page<>(objects(page.items(), now), page.next());
    return list.response(new CountedPage<>(shown, found.total()), JsonWriter::node);
  }

  private static Operation currentOperation() {
    return Operation.of(
        "getCurrentApiKey",
        "Get the current API key",
        "Returns the key that sends this request: its name, scope, environment and limits, but"
            + " never the secret.",
        "ApiKey");
  }

  /** GET /v1/api-keys/current: the caller's own key. */
  public Response current(ApiRequest request) {
    request.query().allow(Set.of());
    String id = request.principal().keyId();
    return currentKeys.response(id, () -> describe(HeadId.of(request.principal()), id));
  }

  private static Operation getOperation() {
    return Operation.of(
            "getApiKey",
            "Get an API key",
            "Returns one key with its last use; a revoked key also has its revocation receipt.",
            "ApiKey")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/api-keys/{id}. */
  public Response get(ApiRequest request) {
    String id = id(request);
    request.query().allow(Set.of());
    return describe(HeadId.of(request.principal()), id).response();
  }

  private CurrentKeys.Description describe(HeadId head, String id) {
    ApiKey key = keys.require(head, id);
    Instant now = keys.now();
    KeyDetails details = keys.details(List.of(key), now).getFirst();
    ObjectNode node = object(details, now);
    keys.receipt(key).ifPresent(receipt -> KeyJson.putReceipt(node, receipt));
    return new CurrentKeys.Description(Response.json(200, Json.text(node)), details.changesAt());
  }

  private static Operation revokeOperation() {
    return Operation.of(
            "revokeApiKey",
            "Revoke an API key",
            "Revokes a key permanently. The response is sent once every running node rejects the"
                + " key, and contains the receipt in `revocation`. Revoking a revoked key changes"
                + " nothing.",
            "ApiKey")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** DELETE /v1/api-keys/{id}: revokes the key, and responds when every node rejects it. */
  public Response revoke(ApiRequest request) {
    request.query().allow(Set.of());
    RevokedKey revoked = keys.revoke(Caller.of(request, ""), id(request)).orElseThrow();
    ObjectNode node = objects(List.of(revoked.key()), keys.now()).getFirst();
    Response response = Response.json(200, Json.text(KeyJson.putReceipt(node, revoked.receipt())));
    return revoked.replayed()
        ? response.with(Map.of(ResponseHeader.REPLAYED.text(), "true"))
        : response;
  }

  private static Operation rollOperation() {
    return Operation.of(
            "rollApiKey",
            "Roll an API key",
            "Gives the key a new secret; its ID, name, scope, limits and history stay. The old"
                + " secret stays valid for `grace_seconds` (86400 by default; never past the key's"
                + " expiry), counted from `now` or from the new secret's `first_use`. Only this"
                + " response contains the new secret, as `key`. An old secret cannot roll the key"
                + " once a newer one was used.",
            "NewApiKey")
        .withBody("RollApiKey", "{\"grace_seconds\": 3600, \"grace_from\": \"now\"}")
        .withErrors(ErrorCode.NOT_FOUND, ErrorCode.API_KEY_NOT_ACTIVE);
  }

  /** POST /v1/api-keys/{id}/roll. */
  public Response roll(ApiRequest request) {
    request.query().allow(Set.of());
    String id = id(request);
    JsonObject body = request.bodyIfAny();
    String canonical = body.canonical();
    RollRequest roll = RollRequest.read(body);
    return CommandResponse.of(
        keys.roll(Caller.of(request, canonical), id, roll, Optional.empty())
            .map(KeyChange::completed));
  }

  private static Operation endGraceOperation() {
    return Operation.of(
            "endApiKeyGrace",
            "End a key's grace period",
            "Ends the grace period of the key's old secrets now. The response is sent once every"
                + " running node rejects them.",
            "ApiKey")
        .withErrors(ErrorCode.NOT_FOUND, ErrorCode.REQUEST_TOO_LARGE, ErrorCode.API_KEY_NOT_ACTIVE);
  }

  /** POST /v1/api-keys/{id}/end-grace. */
  public Response endGrace(ApiRequest request) {
    request.query().allow(Set.of());
    String id = id(request);
    JsonObject body = request.bodyIfAny();
    String canonical = body.canonical();
    body.rejectUnknown();
    return CommandResponse.of(keys.endGracePeriods(Caller.of(request, canonical), id));
  }

  private static Operation rotationOperation() {
    return Operation.of(
            "getApiKeyRotation",
            "Get the progress of a key's rotation",
            "Returns how many requests of the last 24 hours still used an old secret after the"
                + " roll, from which addresses and clients, and when an old secret was last used.",
            "ApiKeyRotation")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/api-keys/{id}/rotation: which clients still use an old secret. */
  public Response rotation(ApiRequest request) {
    request.query().allow(Set.of());
    ApiKey key = keys.require(HeadId.of(request.principal()), id(request));
    return Response.json(200, Json.text(KeyJson.rotation(keys.rotation(key))));
  }

  private List<ObjectNode> objects(List<ApiKey> page, Instant now) {
    return keys.details(page, now).stream().map(details -> object(details, now)).toList();
  }

  /** The key object with the rate limit that applies to it. */
  private ObjectNode object(KeyDetails details, Instant now) {
    ObjectNode node = KeyJson.object(details, now);
    return details.key().limits().requestsPerMinute().isEmpty()
        ? node.put("rate_limit_per_minute", requestsPerMinute)
        : node;
  }

  /** The ID in the path; `current` is the caller's own key. */
  public static String id(ApiRequest request) {
    String id = request.parameter("id");
    if (id.equals(Route.CURRENT_KEY)) {
      return request.principal().keyId();
    }
    if (!IdPrefix.API_KEY.matches(id)) {
      throw ApiRequest.notFound("API key").exception();
    }
    return id;
  }
}
