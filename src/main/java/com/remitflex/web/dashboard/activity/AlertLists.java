package com.remitflex.web.dashboard.activity;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.activity.alerts.Alert;
import com.remitflex.features.activity.alerts.AlertFilter;
import com.remitflex.features.activity.alerts.Alerts;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.http.api.Query;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What pages read of alerts. */
public final class AlertLists {
  private final Alerts alerts;
  private final RequestLists requests;

  public AlertLists(Alerts alerts, RequestLists requests) {
    this.alerts = alerts;
    this.requests = requests;
  }

  /** The newest alerts of an account that no one has seen to. */
  public List<AlertRow> open(HeadId head, int most) {
    return find(head, Query.parse("status=open"), Optional.empty(), most);
  }

  /** The newest alerts of a key. */
  public List<AlertRow> ofKey(ApiKey key, int most) {
    return find(key.head(), Query.parse("key=" + key.id()), Optional.empty(), most);
  }

  /**
   * The newest alerts that the filters let through, from the position on.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  List<AlertRow> find(HeadId head, Query filters, Optional<Position> from, int most) {
    List<Alert> found = alerts.list(head, AlertFilter.read(filters, true), from, most);
    if (found.isEmpty()) {
      return List.of();
    }
    Map<String, String> names =
        requests.names(head, found.stream().map(Alert::keyId).distinct().toList());
    return found.stream()
        .map(alert -> new AlertRow(alert, names.getOrDefault(alert.keyId(), alert.keyId())))
        .toList();
  }
}
