package com.remitflex.web.dashboard.activity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.accounts.AlertKind;
import com.remitflex.features.accounts.AlertSettings;
import com.remitflex.features.activity.alerts.Alert;
import com.remitflex.features.activity.alerts.Alerts;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.lifecycle.Keys;
import com.remitflex.features.members.people.Permission;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.JsonForm;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Alerts: what was unusual about the use of keys, and what of it one wants to be told. */
public final class AlertPages {
  private static final String PATH = "/alerts";
  private static final int PAGE = 25;
  private static final List<String> FILTERS = List.of("status", "kind", "key");

  private final Alerts alerts;
  private final AlertLists lists;
  private final Keys keys;

  public AlertPages(Alerts alerts, AlertLists lists, Keys keys) {
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
            visit -> settings(visit, FormErrors.NONE))
        .post(
            "/settings/api-keys/{id}/alerts",
            Permission.MANAGE_KEYS,
            Repeat.ENGINE,
            this::changeSettings);
  }

  private Response list(PageRequest visit) {
    Filters filters = new Filters(visit, FILTERS);
    String fault = "";
    List<AlertRow> found = List.of();
    try {
      found = lists.find(visit.head(), filters.query(), filters.from(), PAGE + 1);
    } catch (ApiException e) {
      fault = Filters.told(e);
    }
    boolean full = found.size() > PAGE;
    List<AlertRow> page = full ? found.subList(0, PAGE) : found;
    Map<String, Object> model = new HashMap<>();
    model.put("alerts", page);
    model.put("filters", filters.chips());
    model.put("fault", fault);
    model.put(
        "next",
        filters.next(
            full ? Optional.of(Alerts.position(page.getLast().alert())) : Optional.empty()));
    return visit.page(Filters.status(fault), "alerts.jte", "Alerts", model);
  }

  private Response change(PageRequest visit) {
    String id = visit.parameter("id");
    if (!IdPrefix.ALERT.matches(id)) {
      throw ApiRequest.notFound("alert").exception();
    }
    boolean reopen = visit.form().text("status").equals("open");
    PageRequest.requireDone(
        alerts.change(visit.caller(), id, reopen ? Alert.Status.OPEN : Alert.Status.ACKNOWLEDGED));
    String back = visit.form().find("key").map(key -> "/settings/api-keys/" + key).orElse(PATH);
    return visit.done(reopen ? "Alert reopened." : "Alert acknowledged.", back);
  }

  private Response settings(PageRequest visit, FormErrors faults) {
    ApiKey key = key(visit);
    Alerts.Wanted wanted =
        alerts
            .wanted(visit.head(), key.id())
            .orElseThrow(() -> ApiRequest.notFound("API key").exception());
    return visit.page(
        faults.status(),
        "keys/alerts.jte",
        "Alerts for " + key.name(),
        Map.of(
            "key", key,
            "wanted", wanted,
            "kinds", List.of(AlertKind.values()),
            "form", visit.form(),
            "faults", faults));
  }

  private Response changeSettings(PageRequest visit) {
    ApiKey key = key(visit);
    return visit.trying(
        () -> {
          PageRequest.requireDone(
              alerts.changeSettings(
                  visit.caller(), key.id(), AlertSettings.Change.take(body(visit.form()))));
          return visit.done("Alert settings saved.", "/settings/api-keys/" + key.id());
        },
        faults -> settings(visit, faults));
  }

  /** The form as the API takes it: a kind that is not ticked is muted. */
  private static JsonObject body(Form form) {
    ObjectNode body = new JsonForm(form).number("silence_days", "silence_days").body();
    if (form.find("silence_days").isEmpty()) {
      body.putNull("silence_days");
    }
    body.set("muted", muted(form, List.of(AlertKind.values())));
    return JsonForm.read(body);
  }

  /** Those of these kinds that a form does not have among its ticked ones. */
  public static ArrayNode muted(Form form, List<AlertKind> kinds) {
    ArrayNode muted = Json.array();
    kinds.stream()
        .map(AlertKind::word)
        .filter(word -> !form.all("told").contains(word))
        .forEach(muted::add);
    return muted;
  }

  private ApiKey key(PageRequest visit) {
    return keys.require(visit.head(), visit.parameter("id"));
  }
}
