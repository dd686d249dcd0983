package com.remitflex.web.dashboard.activity;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.activity.alerts.Alert;
import com.remitflex.features.activity.alerts.AlertFilter;
import com.remitflex.features.activity.alerts.Alerts;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import java.util.List;
import java.util.Map;

/** Alerts with the names of their keys, for every page that lists alerts. */
public final class AlertLists {
  private final Alerts alerts;
  private final ApiKeyService keys;

  public AlertLists(Alerts alerts, ApiKeyService keys) {
    this.alerts = alerts;
    this.keys = keys;
  }

  /** The newest alerts of an account that are not acknowledged. */
  public List<AlertRow> open(HeadId head, int limit) {
    return find(head, AlertFilter.open(), PageQuery.newest(limit)).items();
  }

  /** The newest alerts of a key. */
  public List<AlertRow> ofKey(ApiKey key, int limit) {
    return find(key.head(), AlertFilter.ofKey(key.id()), PageQuery.newest(limit)).items();
  }

  /**
   * A page of alerts.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  Page<AlertRow> find(HeadId head, AlertFilter filter, PageQuery query) {
    Page<Alert> page = alerts.list(head, filter, query).orElseThrow();
    Map<String, String> names =
        keys.names(head, page.items().stream().map(Alert::keyId).distinct().toList());
    return page.map(alert -> new AlertRow(alert, names.getOrDefault(alert.keyId(), alert.keyId())));
  }
}
