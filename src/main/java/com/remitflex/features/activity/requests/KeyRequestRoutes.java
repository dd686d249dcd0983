package com.remitflex.features.activity.requests;

import static com.remitflex.platform.access.Scope.ADMIN;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.activity.requests.RequestStore.Order;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.authentication.KeyAuthenticator;
import com.remitflex.features.apikeys.lifecycle.KeyRoutes;
import com.remitflex.features.apikeys.lifecycle.Keys;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Cursors;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Operation.Parameter;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the API answers of the use of one key, under /v1/api-keys/{id}. */
public final class KeyRequestRoutes {
  private static final Set<String> LIST_PARAMETERS =
      Stream.concat(Stream.of("limit", "order", "cursor"), RequestFilter.NAMES.stream())
          .collect(Collectors.toUnmodifiableSet());
  private static final Set<String> EXPORT_PARAMETERS =
      Stream.concat(Stream.of("order"), RequestFilter.NAMES.stream())
          .collect(Collectors.toUnmodifiableSet());
  private static final int LARGEST_PAGE = 100;
  private static final int PAGE = 20;

  private final Database database;
  private final Keys keys;
  private final KeyAuthenticator gate;
  private final Cursors cursors;
  private final DatabaseClock clock;
  private final Duration kept;
  private final RequestStreams streams;

  /**
   * The routes over the history.
   *
   * @param gate what decides of a simulated request as of a real one
   * @param retentionDays how many days the history goes back
   * @param feeds of the live tails of this node
   */
  public KeyRequestRoutes(
      Database database,
      Keys keys,
      KeyAuthenticator gate,
      Cursors cursors,
      DatabaseClock clock,
      int retentionDays,
      RequestFeeds feeds) {
    this.database = database;
    this.keys = keys;
    this.gate = gate;
    this.cursors = cursors;
    this.clock = clock;
    this.kept = Duration.ofDays(retentionDays + 1L);
    this.streams = new RequestStreams(database, clock, kept, feeds);
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/api-keys/{id}/requests", ADMIN, listOperation(), this::list),
        new Route(
            "GET", "/v1/api-keys/{id}/requests/{request_id}", ADMIN, getOperation(), this::get),
        new Route(
            "POST", "/v1/api-keys/{id}/simulate", ADMIN, simulateOperation(), this::simulate));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listApiKeyRequests",
            "List a key's requests",
            "Lists every request that used the key, including rejected ones. A page can have fewer"
                + " than `limit` requests although more exist: a search over a long time continues"
                + " from the cursor.\n\nWith `Accept: text/csv` or `application/x-ndjson`, the"
                + " response contains all requests, without pages; a response that is cut off is"
                + " incomplete. With `Accept: text/event-stream`, the response follows the history:"
                + " each event is a request, sent about a second after that request's response,"
                + " starting at `created_after` or now, for as long as the caller's key may read"
                + " the history. A client that reconnects with `Last-Event-ID` misses no request,"
                + " and receives those of one minute again.",
            "ApiKeyRequestList")
        .withStreams("text/csv", "application/x-ndjson", "text/event-stream")
        .withPages(
            Parameter.text(
                "status",
                "Only responses with this status, for example `404`, or with a status of this"
                    + " class, for example `4xx`."),
            Parameter.text(
                "method",
                "Only requests with this method, in upper case; `OTHER` for any unknown"
                    + " method."),
            Parameter.text(
                "route",
                "Only requests to this route, for example `/v1/payments/{id}`; `unknown` for"
                    + " requests that match no route."),
            Parameter.text(
                "ip",
                "Only requests from this IP address, in any notation; `unknown` for clients whose"
                    + " address could not be read."),
            Parameter.text("error_code", "Only responses with this error code."),
            Parameter.text("request_id", "Only the request with this `X-Request-Id`."),
            Parameter.text("idempotency_key", "Only requests with this `Idempotency-Key`."),
            Parameter.text("created_after", "Only requests at or after this time."),
            Parameter.text("created_before", "Only requests before this time."))
        .withErrors(ErrorCode.NOT_FOUND, ErrorCode.INVALID_CURSOR);
  }

  /** GET /v1/api-keys/{id}/requests. */
  public Response list(ApiRequest call) {
    boolean streamed = RequestStreams.isAsked(call);
    Query query = call.query();
    query.allow(streamed ? EXPORT_PARAMETERS : LIST_PARAMETERS);
    int limit = query.number("limit", 1, LARGEST_PAGE, PAGE);
    String direction = query.word("order", List.of("desc", "asc"));
    Order order = direction.equals("asc") ? Order.OLDEST_FIRST : Order.NEWEST_FIRST;
    RequestFilter filter = RequestFilter.read(query, call.routes()::hasTemplate);
    ApiKey key = key(call);
    if (streamed) {
      return streams.reply(call, key, filter, order);
    }
    Instant now = clock.now();
    String list = "requests " + key.id() + " " + direction + " " + filter;
    Optional<Position> from = query.find("cursor").map(cursor -> cursors.decode(list, cursor, now));
    RequestStore.Found found =
        database.with(handle ->
            new RequestStore(handle, owner(call), List.of(key.id()), filter)
                .find(order, from, limit + 1, now.minus(kept), now));

    boolean full = found.requests().size() > limit;
    List<LoggedRequest> page = full ? found.requests().subList(0, limit) : found.requests();
    Optional<String> cursor =
        (full ? Optional.of(position(page.getLast())) : found.searchedTo())
            .map(position -> cursors.encode(list, position, now));
    return Response.json(
        200,
        Json.text(
            Json.list(
                page.stream().map(RequestJson::object).toList(),
                cursor,
                cursor.isPresent(),
                Optional.empty())));
  }

  private static Position position(LoggedRequest request) {
    return new Position(request.at(), request.number());
  }

  private static Operation getOperation() {
    return Operation.of(
            "getApiKeyRequest",
            "Get one request of a key",
            "Returns one request in full: each check that decided whether it was accepted and, for"
                + " a write or an error, some of its headers and the beginning of both bodies, with"
                + " all secrets masked.",
            "LoggedRequest")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/api-keys/{id}/requests/{request_id}. */
  public Response get(ApiRequest call) {
    call.query().allow(Set.of());
    ApiKey key = key(call);
    String id = call.parameter("request_id");
    if (!IdPrefix.REQUEST.matches(id)) {
      throw ApiRequest.notFound("request").exception();
    }
    return Response.json(200, Json.text(find(owner(call), List.of(key.id()), id)));
  }

  /**
   * One request of these keys, in full.
   *
   * @throws com.remitflex.platform.errors.ApiException NOT_FOUND
   */
  private ObjectNode find(String accountId, List<String> keyIds, String id) {
    Instant now = clock.now();
    return database
        .with(handle ->
            new RequestStore(handle, accountId, keyIds, RequestFilter.of(id))
                    .find(Order.NEWEST_FIRST, Optional.empty(), 1, now.minus(kept), now)
                    .requests()
                    .stream()
                    .findFirst()
                    .map(one -> RequestJson.full(one, RequestStore.detail(handle, one))))
        .orElseThrow(() -> ApiRequest.notFound("request").exception());
  }

  private static Operation simulateOperation() {
    return Operation.of(
            "simulateApiKey",
            "Simulate a request with a key",
            "Returns whether a request with this key would be accepted, and each check of that"
                + " decision. The request is not executed, counted or recorded.",
            "Simulation")
        .withBody(
            "SimulateRequest",
            "{\"method\": \"POST\", \"path\": \"/v1/payments\", \"ip\": \"127.0.0.1\"}")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** POST /v1/api-keys/{id}/simulate. */
  public Response simulate(ApiRequest call) {
    call.query().allow(Set.of());
    ApiKey key = key(call);
    JsonObject body = call.body();
    Simulation asked = Simulation.read(body);
    return Response.json(200, Json.text(asked.run(gate, key, call.routes())));
  }

  /** In whose history the requests of the keys that the caller sees stand. */
  private static String owner(ApiRequest call) {
    return call.principal().owner().accountId();
  }

  private ApiKey key(ApiRequest call) {
    HeadId head = new HeadId(call.principal().accountId(), call.principal().environment());
    return keys.require(head, KeyRoutes.id(call));
  }
}
