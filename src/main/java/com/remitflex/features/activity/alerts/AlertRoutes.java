package com.remitflex.features.activity.alerts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.Actor;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Responses;
import com.remitflex.features.accounts.AlertSettings;
import com.remitflex.features.apikeys.lifecycle.KeyRoutes;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Cursors;
import com.remitflex.platform.http.api.ListParameters;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
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

  /** GET /v1/alerts. */
  public Response list(ApiRequest request) {
    Query query = request.query();
    ListParameters parameters = ListParameters.read(query, AlertFilter.NAMES);
    AlertFilter filter = AlertFilter.read(query);
    HeadId head = head(request);
    ListParameters.PagedList list =
        parameters.of(cursors, "alerts " + head, filter.toString(), clock.now());
    return list.response(alerts.list(head, filter, list.query()).map(AlertJson::object));
  }

  /** GET /v1/alerts/{id}. */
  public Response get(ApiRequest request) {
    request.query().allow(Set.of());
    Alert alert =
        alerts
            .find(head(request), request.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("alert").exception());
    return Response.json(200, Json.text(AlertJson.object(alert)));
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
            .orElseThrow(() -> body.fault("status", "Required."));
    body.refuseUnknown();
    return Responses.of(alerts.change(Caller.of(request, canonical), id, status));
  }

  /** GET /v1/api-keys/{id}/alerts. */
  public Response settings(ApiRequest request) {
    request.query().allow(Set.of());
    Alerts.Settings settings =
        alerts
            .settings(head(request), KeyRoutes.id(request))
            .orElseThrow(() -> ApiRequest.notFound("API key").exception());
    return Response.json(200, Json.text(AlertJson.object(settings.key(), settings.account())));
  }

  /** PATCH /v1/api-keys/{id}/alerts. */
  public Response changeSettings(ApiRequest request) {
    request.query().allow(Set.of());
    String id = KeyRoutes.id(request);
    JsonObject body = request.body();
    String canonical = body.canonical();
    AlertSettings.Change change = AlertSettings.Change.take(body);
    return Responses.of(
        alerts.changeSettings(Caller.of(request, canonical), Actor.of(request), id, change));
  }

  private static HeadId head(ApiRequest request) {
    return new HeadId(request.principal().accountId(), request.principal().environment());
  }
}
