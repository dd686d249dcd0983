package com.remitflex.features.activity.alerts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.accounts.AccountAlerts;
import com.remitflex.features.accounts.AlertSettings;
import com.remitflex.features.accounts.AlertSettingsJson;
import com.remitflex.platform.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON forms of alerts and of alert settings. */
final class AlertJson {
  private AlertJson() {}

  static ObjectNode object(Alert alert) {
    ObjectNode node = Json.object();
    node.put("id", alert.id());
    node.put("environment", alert.head().environment().word());
    node.put("api_key_id", alert.keyId());
    node.put("kind", alert.kind().word());
    node.put("status", alert.status().word());
    node.set("details", object(alert.details()));
    node.put("created_at", Json.time(alert.createdAt()));
    return node;
  }

  static ObjectNode object(AlertDetails details) {
    ObjectNode node = Json.object();
    details
        .values()
        .forEach((name, value) -> {
          if (value instanceof Long number) {
            node.put(name, number);
          } else {
            node.put(name, value.toString());
          }
        });
    return node;
  }

  /** Reads what {@link #object(AlertDetails)} wrote. */
  static AlertDetails details(String json) {
    Map<String, Object> values = new LinkedHashMap<>();
    Json.trusted(json)
        .properties()
        .forEach(one ->
            values.put(
                one.getKey(),
                one.getValue().isIntegralNumber()
                    ? (Object) one.getValue().asLong()
                    : one.getValue().asText()));
    return new AlertDetails(values);
  }

  static ObjectNode object(UnknownKeyUse use) {
    ObjectNode node = object(use.details());
    node.put("requests", use.requests());
    node.put("first_at", Json.time(use.first()));
    node.put("last_at", Json.time(use.last()));
    return node;
  }

  /** A key's settings; `account` contains those of its account. */
  static ObjectNode object(AlertSettings settings, AccountAlerts account) {
    ObjectNode node = Json.object();
    node.put("api_key_id", settings.keyId());
    node.set("muted", AlertSettingsJson.kinds(settings.muted()));
    node.put("silence_days", settings.silenceDays(account));
    node.set("account", AlertSettingsJson.object(account));
    return node;
  }
}
