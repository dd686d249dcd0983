package com.remitflex.features.activity.alerts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.Actor;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Responses;
import com.remitflex.features.accounts.AlertSettings;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Cursors;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** What the API answers under /v1/alerts, and of the alerts of a key. */
public final class AlertRoutes {
  private static final Set<String> LIST_PARAMETERS =
      Stream.concat(Stream.of("limit", "order", "cursor"), AlertFilter.NAMES.stream())
          .collect(Collectors.toUnmodifiableSet());
  private static final int LARGEST_PAGE = 100;
  private static final int PAGE = 20;

  private final Alerts alerts;
  private final Cursors cursors;
  private final DatabaseClock clock;

  public AlertRoutes(Alerts alerts, Cursors cursors, DatabaseClock clock) {
    this.alerts = alerts;
    this.cursors = cursors;
    this.clock = clock;
  }

  /** GET /v1/alerts. */
  public Response list(ApiRequest call) {
    Query query = call.query();
    query.allow(LIST_PARAMETERS);
    int limit = query.number("limit", 1, LARGEST_PAGE, PAGE);
    AlertFilter filter =
        AlertFilter.read(query, query.word("order", List.of("desc", "asc")).equals("desc"));
    HeadId head = head(call);
    String list = "alerts " + head + " " + filter;
    Optional<Position> from =
        query.find("cursor").map(cursor -> cursors.decode(list, cursor, clock.now()));
    List<Alert> found = alerts.list(head, filter, from, limit + 1);
    boolean hasMore = found.size() > limit;
    List<Alert> page = hasMore ? found.subList(0, limit) : found;
    return Response.json(
        200,
        Json.text(
            Json.list(
                page.stream().map(AlertJson::object).toList(),
                hasMore ? Optional.of(cursor(list, page.getLast())) : Optional.empty(),
                hasMore,
                Optional.empty())));
  }

  private String cursor(String list, Alert last) {
    return cursors.encode(list, Alerts.position(last), clock.now());
  }

  /** The newest alerts of an account, as the API shows them. */
  public static List<ObjectNode> newest(Handle handle, HeadId head, int most) {
    return AlertStore.page(handle, head, AlertFilter.all(), Optional.empty(), most).stream()
        .map(AlertJson::object)
        .toList();
  }

  /** Keys that no one has issued and that came lately, the newest first, for the operator. */
  public static List<ObjectNode> unknownKeys(Handle handle, int most) {
    return UnknownKeyStore.newest(handle, most).stream().map(UnknownKeyUse::json).toList();
  }

  /** GET /v1/alerts/{id}. */
  public Response get(ApiRequest call) {
    call.query().allow(Set.of());
    String id = alertId(call);
    Alert alert =
        alerts.find(head(call), id).orElseThrow(() -> ApiRequest.notFound("alert").exception());
    return Response.json(200, Json.text(AlertJson.object(alert)));
  }

  /** PATCH /v1/alerts/{id}. */
  public Response change(ApiRequest call) {
    call.query().allow(Set.of());
    String id = alertId(call);
    JsonObject body = call.body();
    String canonical = body.canonical();
    Alert.Status status =
        body.word("status", Alert.Status.WORDS)
            .map(Alert.Status::of)
            .orElseThrow(() -> body.fault("status", "Required."));
    body.refuseUnknown();
    return Responses.of(alerts.change(Caller.of(call, canonical), id, status));
  }

  /** GET /v1/api-keys/{id}/alerts. */
  public Response settings(ApiRequest call) {
    call.query().allow(Set.of());
    Alerts.Wanted wanted =
        alerts
            .wanted(head(call), keyId(call))
            .orElseThrow(() -> ApiRequest.notFound("API key").exception());
    return Response.json(200, Json.text(AlertJson.object(wanted.key(), wanted.account())));
  }

  /** PATCH /v1/api-keys/{id}/alerts. */
  public Response changeSettings(ApiRequest call) {
    call.query().allow(Set.of());
    String id = keyId(call);
    JsonObject body = call.body();
    String canonical = body.canonical();
    AlertSettings.Change change = AlertSettings.Change.take(body);
    return Responses.of(
        alerts.changeSettings(Caller.of(call, canonical), Actor.of(call), id, change));
  }

  private static HeadId head(ApiRequest call) {
    return new HeadId(call.principal().accountId(), call.principal().environment());
  }

  private static String alertId(ApiRequest call) {
    String id = call.parameter("id");
    if (!IdPrefix.ALERT.matches(id)) {
      throw ApiRequest.notFound("alert").exception();
    }
    return id;
  }

  private static String keyId(ApiRequest call) {
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
