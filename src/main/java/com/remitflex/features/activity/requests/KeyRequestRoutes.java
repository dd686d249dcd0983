package com.remitflex.features.activity.requests;

import static com.remitflex.platform.access.Scope.ADMIN;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.authentication.KeyAuthenticator;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.KeyRoutes;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Operation.Parameter;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.lists.Cursors;
import com.remitflex.platform.http.lists.ListParameters;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import java.util.List;
import java.util.Set;

/** The endpoints of one key's requests, under /v1/api-keys/{id}. */
public final class KeyRequestRoutes {
  private final RequestHistory history;
  private final ApiKeyService keys;
  private final KeyAuthenticator authenticator;
  private final Cursors cursors;
  private final DatabaseClock clock;
  private final RequestStreams streams;

  /**
   * The endpoints over this history.
   *
   * @param authenticator decides simulated requests like real ones
   * @param open limits the exports and live tails of API keys
   */
  public KeyRequestRoutes(
      RequestHistory history,
      ApiKeyService keys,
      KeyAuthenticator authenticator,
      Cursors cursors,
      DatabaseClock clock,
      OpenStreams open) {
    this.history = history;
    this.keys = keys;
    this.authenticator = authenticator;
    this.cursors = cursors;
    this.clock = clock;
    this.streams = new RequestStreams(history, open);
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

  /** GET /v1/api-keys/{id}/requests: a page, an export or a live tail, by the Accept header. */
  public Response list(ApiRequest request) {
    if (RequestStreams.isRequested(request)) {
      return stream(request);
    }
    Query query = request.query();
    ListParameters parameters = ListParameters.read(query, RequestFilter.NAMES);
    RequestFilter filter = RequestFilter.read(query, request.routes()::hasTemplate);
    ApiKey key = key(request);
    ListParameters.PagedList list =
        parameters.of(cursors, "requests " + key.id(), filter.toString(), clock.now());
    return list.response(
        history.list(scope(request, key), filter, list.query()).map(RequestJson::object));
  }

  private Response stream(ApiRequest request) {
    Query query = request.query();
    Order order = ListParameters.exportOrder(query, RequestFilter.NAMES);
    RequestFilter filter = RequestFilter.read(query, request.routes()::hasTemplate);
    return streams.respond(request, key(request), filter, order);
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
  public Response get(ApiRequest request) {
    request.query().allow(Set.of());
    ApiKey key = key(request);
    RequestEntry entry =
        history
            .find(scope(request, key), request.parameter("request_id"))
            .orElseThrow(() -> ApiRequest.notFound("request").exception());
    return Response.json(200, Json.text(RequestJson.full(entry)));
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
  public Response simulate(ApiRequest request) {
    request.query().allow(Set.of());
    ApiKey key = key(request);
    Simulation simulation = simulation(request.body());
    return Response.json(
        200,
        Json.text(RequestJson.object(simulation.decide(authenticator, key, request.routes()))));
  }

  private static Simulation simulation(JsonObject body) {
    String method = body.requireString("method", Simulation.MAX_METHOD_LENGTH);
    String path = body.requireString("path", Simulation.MAX_PATH_LENGTH);
    String ip = body.requireString("ip", Simulation.MAX_IP_LENGTH);
    String host = body.string("host", 255).orElse("");
    body.rejectUnknown();
    return Simulation.of(method, path, ip, host);
  }

  /** A canary key's history is stored with that of its owner. */
  private static HistoryScope scope(ApiRequest request, ApiKey key) {
    return HistoryScope.key(request.principal().owner().accountId(), key.id());
  }

  private ApiKey key(ApiRequest request) {
    HeadId head = HeadId.of(request.principal());
    return keys.require(head, KeyRoutes.id(request));
  }
}
