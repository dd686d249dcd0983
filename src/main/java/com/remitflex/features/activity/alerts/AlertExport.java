package com.remitflex.features.activity.alerts;

import com.remitflex.platform.json.Json;
import java.util.List;

/** Alerts as text for programs. */
public final class AlertExport {
  private AlertExport() {}

  /** A JSON object whose `data` are the alerts as the API shows them. */
  public static String json(List<Alert> alerts) {
    return Json.text(Json.data(alerts.stream().map(AlertJson::object).toList()));
  }

  /** A JSON object whose `data` are the uses of keys that do not exist. */
  public static String jsonOfUnknownKeys(List<UnknownKeyUse> uses) {
    return Json.text(Json.data(uses.stream().map(AlertJson::object).toList()));
  }

  /** The details of an alert as one JSON object. */
  public static String details(Alert alert) {
    return Json.text(AlertJson.object(alert.details()));
  }
}
