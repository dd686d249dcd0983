package com.remitflex.web.dashboard.activity;

import com.remitflex.features.accounts.AlertKind;
import com.remitflex.features.accounts.AlertSettings;
import com.remitflex.features.activity.alerts.Alert;
import com.remitflex.features.activity.alerts.AlertFilter;
import com.remitflex.features.activity.alerts.Alerts;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.members.people.Permission;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Alerts, and the alert settings of a key. */
public final class AlertPages {
  private static final String PATH = "/alerts";
  private static final int PAGE = 25;
  private static final List<String> FILTERS = List.of("status", "kind", "key");

  private final Alerts alerts;
  private final AlertLists lists;
  private final ApiKeyService keys;

  public AlertPages(Alerts alerts, AlertLists lists, ApiKeyService keys) {
    this.alerts = alerts;
    this.lists = lists;
    this.keys = keys;
  }

  public void addTo(Pages pages) {
    pages
        .get(PATH, Permission.VIEW, this::list)
        .post(PATH + "/{id}", Permission.MANAGE_KEYS, Repeat.ENGINE, this::change)
        .get(
            "/settings/api-keys/{id}/alerts",
            Permission.VIEW,
            request -> settings(request, FormErrors.NONE))
        .post(
            "/settings/api-keys/{id}/alerts",
            Permission.MANAGE_KEYS,
            Repeat.ENGINE,
            this::changeSettings);
  }

  private Response list(PageRequest request) {
    Filters filters = new Filters(request, FILTERS);
    Filters.Listing<Page<AlertRow>> listing =
        filters.read(
            PAGE,
            Page.empty(),
            (query, page) -> lists.find(request.head(), AlertFilter.read(query), page));
    Map<String, Object> model = new HashMap<>();
    model.put("alerts", listing.found().items());
    model.put("filters", filters.chips());
    model.put("error", listing.error());
    model.put("next", filters.next(listing.found().next()));
    return request.page(listing.status(), "alerts.jte", "Alerts", model);
  }

  private Response change(PageRequest request) {
    String id = request.parameter("id");
    if (!IdPrefix.ALERT.matches(id)) {
      throw ApiRequest.notFound("alert").exception();
    }
    boolean reopen = request.form().text("status").equals("open");
    alerts
        .change(request.caller(), id, reopen ? Alert.Status.OPEN : Alert.Status.ACKNOWLEDGED)
        .orElseThrow();
    String back = request.form().find("key").map(key -> "/settings/api-keys/" + key).orElse(PATH);
    return request.done(reopen ? "Alert reopened." : "Alert acknowledged.", back);
  }

  private Response settings(PageRequest request, FormErrors errors) {
    ApiKey key = key(request);
    Alerts.Settings settings =
        alerts
            .settings(request.head(), key.id())
            .orElseThrow(() -> ApiRequest.notFound("API key").exception());
    return request.page(
        errors.status(),
        "keys/alerts.jte",
        "Alerts for " + key.name(),
        Map.of(
            "key", key,
            "settings", settings,
            "kinds", List.of(AlertKind.values()),
            "form", request.form(),
            "errors", errors));
  }

  private Response changeSettings(PageRequest request) {
    ApiKey key = key(request);
    return request.trying(
        () -> {
          alerts.changeSettings(request.caller(), key.id(), change(request.form())).orElseThrow();
          return request.done("Alert settings saved.", "/settings/api-keys/" + key.id());
        },
        errors -> settings(request, errors));
  }

  private static AlertSettings.Change change(Form form) {
    return new AlertSettings.Change(
        Optional.of(AlertForm.muted(form, List.of(AlertKind.values()))),
        Optional.of(new AlertSettings.Silence(AlertForm.silenceDays(form, "silence_days"))));
  }

  private ApiKey key(PageRequest request) {
    return keys.require(request.head(), request.parameter("id"));
  }
}
