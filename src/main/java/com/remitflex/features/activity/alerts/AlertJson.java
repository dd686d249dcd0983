package com.remitflex.features.activity.alerts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.accounts.AccountAlerts;
import com.remitflex.features.accounts.AlertSettings;
import com.remitflex.features.accounts.AlertSettingsJson;
import com.remitflex.platform.json.Json;

/** The JSON forms of alerts and of what is muted. */
final class AlertJson {
  private AlertJson() {}

  static ObjectNode object(Alert alert) {
    ObjectNode node = Json.object();
    node.put("id", alert.id());
    node.put("environment", alert.head().environment().word());
    node.put("api_key_id", alert.keyId());
    node.put("kind", alert.kind().word());
    node.put("status", alert.status().word());
    node.set("details", Json.trusted(alert.details()));
    node.put("created_at", Json.time(alert.createdAt()));
    return node;
  }

  /** A key's settings, and under `account` what comes from its account. */
  static ObjectNode object(AlertSettings settings, AccountAlerts account) {
    ObjectNode node = Json.object();
    node.put("api_key_id", settings.keyId());
    node.set("muted", AlertSettingsJson.kinds(settings.muted()));
    node.put("silence_days", settings.silenceDays(account));
    node.set("account", AlertSettingsJson.object(account));
    return node;
  }
}
