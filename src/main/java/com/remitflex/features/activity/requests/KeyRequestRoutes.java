package com.remitflex.features.activity.requests;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.authentication.KeyAuthenticator;
import com.remitflex.features.apikeys.lifecycle.KeyRoutes;
import com.remitflex.features.apikeys.lifecycle.Keys;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Cursors;
import com.remitflex.platform.http.api.ListParameters;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.json.Json;
import java.util.Set;

/** The endpoints of one key's requests, under /v1/api-keys/{id}. */
public final class KeyRequestRoutes {
  private final RequestHistory history;
  private final Keys keys;
  private final KeyAuthenticator authenticator;
  private final Cursors cursors;
  private final DatabaseClock clock;
  private final RequestStreams streams;

  /**
   * The endpoints over this history.
   *
   * @param authenticator decides simulated requests like real ones
   */
  public KeyRequestRoutes(
      RequestHistory history,
      Keys keys,
      KeyAuthenticator authenticator,
      Cursors cursors,
      DatabaseClock clock) {
    this.history = history;
    this.keys = keys;
    this.authenticator = authenticator;
    this.cursors = cursors;
    this.clock = clock;
    this.streams = new RequestStreams(history);
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

  /** POST /v1/api-keys/{id}/simulate. */
  public Response simulate(ApiRequest request) {
    request.query().allow(Set.of());
    ApiKey key = key(request);
    Simulation simulation = Simulation.read(request.body());
    return Response.json(
        200,
        Json.text(RequestJson.object(simulation.decide(authenticator, key, request.routes()))));
  }

  /** A canary key's history is stored with that of its owner. */
  private static HistoryScope scope(ApiRequest request, ApiKey key) {
    return HistoryScope.key(request.principal().owner().accountId(), key.id());
  }

  private ApiKey key(ApiRequest request) {
    HeadId head = new HeadId(request.principal().accountId(), request.principal().environment());
    return keys.require(head, KeyRoutes.id(request));
  }
}
