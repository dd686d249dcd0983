package com.remitflex.features.activity.alerts;

import static com.remitflex.platform.access.Scope.ADMIN;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.features.accounts.AlertSettings;
import com.remitflex.features.http.CommandResponse;
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

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/api-keys/{id}/alerts", ADMIN, settingsOperation(), this::settings),
        new Route(
            "PATCH",
            "/v1/api-keys/{id}/alerts",
            ADMIN,
            changeSettingsOperation(),
            this::changeSettings),
        new Route("GET", "/v1/alerts", ADMIN, listOperation(), this::list),
        new Route("GET", "/v1/alerts/{id}", ADMIN, getOperation(), this::get),
        new Route("PATCH", "/v1/alerts/{id}", ADMIN, changeOperation(), this::change));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listAlerts",
            "List alerts",
            "Lists the alerts about unusual use of the account's keys in this environment. There is"
                + " at most one alert per kind, key and hour.",
            "AlertList")
        .withPages(
            Parameter.text("key", "Only alerts about the key with this ID."),
            Parameter.text(
                "kind",
                "Only alerts of this kind: `spike`, `new_network`, `silence`, `unknown_key` or"
                    + " `canary`."),
            Parameter.text("status", "Only `open` or `acknowledged` alerts."),
            Parameter.text("created_after", "Only alerts created at or after this time."),
            Parameter.text("created_before", "Only alerts created before this time."))
        .withErrors(ErrorCode.INVALID_CURSOR);
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

  private static Operation getOperation() {
    return Operation.of(
            "getAlert", "Get an alert", "Returns one alert in its current state.", "Alert")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/alerts/{id}. */
  public Response get(ApiRequest call) {
    call.query().allow(Set.of());
    String id = alertId(call);
    Alert alert =
        alerts.find(head(call), id).orElseThrow(() -> ApiRequest.notFound("alert").exception());
    return Response.json(200, Json.text(AlertJson.object(alert)));
  }

  private static Operation changeOperation() {
    return Operation.of(
            "changeAlert",
            "Acknowledge an alert",
            "Marks an alert as acknowledged, or opens it again.",
            "Alert")
        .withBody("ChangeAlert", "{\"status\": \"acknowledged\"}")
        .withErrors(ErrorCode.NOT_FOUND);
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
            .orElseThrow(() -> body.error("status", "Required."));
    body.rejectUnknown();
    return CommandResponse.of(alerts.change(Caller.of(call, canonical), id, status));
  }

  private static Operation settingsOperation() {
    return Operation.of(
            "getApiKeyAlerts",
            "Get a key's alert settings",
            "Returns the alert kinds muted for this key, and after how many days without use its"
                + " next use raises an alert.",
            "AlertSettings")
        .withErrors(ErrorCode.NOT_FOUND);
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

  private static Operation changeSettingsOperation() {
    return Operation.of(
            "changeApiKeyAlerts",
            "Change a key's alert settings",
            "Changes the fields that are present. A muted kind raises no alert for this key: no"
                + " entry, no event, no email.",
            "AlertSettings")
        .withBody("ChangeAlertSettings", "{\"muted\": [\"new_network\"], \"silence_days\": 60}")
        .withErrors(ErrorCode.NOT_FOUND, ErrorCode.API_KEY_NOT_ACTIVE);
  }

  /** PATCH /v1/api-keys/{id}/alerts. */
  public Response changeSettings(ApiRequest call) {
    call.query().allow(Set.of());
    String id = keyId(call);
    JsonObject body = call.body();
    String canonical = body.canonical();
    AlertSettings.Change change = AlertSettings.Change.take(body);
    return CommandResponse.of(alerts.changeSettings(Caller.of(call, canonical), id, change));
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
    if (id.equals(Route.CURRENT_KEY)) {
      return call.principal().keyId();
    }
    if (!IdPrefix.API_KEY.matches(id)) {
      throw ApiRequest.notFound("API key").exception();
    }
    return id;
  }
}
