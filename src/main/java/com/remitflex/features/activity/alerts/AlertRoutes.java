package com.remitflex.features.activity.alerts;

import static com.remitflex.platform.access.Scope.ADMIN;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.features.accounts.AlertSettings;
import com.remitflex.features.accounts.AlertSettingsJson;
import com.remitflex.features.apikeys.lifecycle.KeyRoutes;
import com.remitflex.features.http.CommandResponse;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Operation.Parameter;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.lists.Cursors;
import com.remitflex.platform.http.lists.ListParameters;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import java.util.List;
import java.util.Set;

/** The endpoints under /v1/alerts, and those of a key's alert settings. */
public final class AlertRoutes {
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
  public Response list(ApiRequest request) {
    Query query = request.query();
    ListParameters parameters = ListParameters.read(query, AlertFilter.NAMES);
    AlertFilter filter = AlertFilter.read(query);
    HeadId head = HeadId.of(request.principal());
    ListParameters.PagedList list =
        parameters.of(cursors, "alerts " + head, filter.toString(), clock.now());
    return list.response(
        alerts.list(head, filter, list.query()).orElseThrow().map(AlertJson::object));
  }

  private static Operation getOperation() {
    return Operation.of(
            "getAlert", "Get an alert", "Returns one alert in its current state.", "Alert")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/alerts/{id}. */
  public Response get(ApiRequest request) {
    request.query().allow(Set.of());
    Alert alert =
        alerts
            .find(HeadId.of(request.principal()), request.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("alert").exception());
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
  public Response change(ApiRequest request) {
    request.query().allow(Set.of());
    String id = request.parameter("id");
    if (!IdPrefix.ALERT.matches(id)) {
      throw ApiRequest.notFound("alert").exception();
    }
    JsonObject body = request.body();
    String canonical = body.canonical();
    Alert.Status status =
        body.word("status", Alert.Status.WORDS)
            .map(Alert.Status::of)
            .orElseThrow(() -> body.error("status", "Required."));
    body.rejectUnknown();
    return CommandResponse.of(alerts.change(Caller.of(request, canonical), id, status));
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
  public Response settings(ApiRequest request) {
    request.query().allow(Set.of());
    Alerts.Settings settings =
        alerts
            .settings(HeadId.of(request.principal()), KeyRoutes.id(request))
            .orElseThrow(() -> ApiRequest.notFound("API key").exception());
    return Response.json(200, Json.text(AlertJson.object(settings.key(), settings.account())));
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
  public Response changeSettings(ApiRequest request) {
    request.query().allow(Set.of());
    String id = KeyRoutes.id(request);
    JsonObject body = request.body();
    String canonical = body.canonical();
    AlertSettings.Change change = AlertSettingsJson.keyChange(body);
    return CommandResponse.of(alerts.changeSettings(Caller.of(request, canonical), id, change));
  }
}
