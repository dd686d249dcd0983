package com.remitflex.features.activity.requests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.activity.requests.RequestStore.Order;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.authentication.KeyAuthenticator;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.KeyRoutes;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Cursors;
import com.remitflex.platform.http.api.Cursors.Position;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
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
  private final ApiKeyService keys;
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
      ApiKeyService keys,
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
