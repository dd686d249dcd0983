package com.remitflex.web.dashboard.activity;

import com.remitflex.features.activity.alerts.Alert;
import com.remitflex.platform.json.Json;
import java.util.List;
import java.util.stream.Collectors;

/** An alert with the name of its key, as lists show it. */
public record AlertRow(Alert alert, String keyName) {
  /** Members that say again what the row says elsewhere, or that only the API needs. */
  private static final List<String> LEFT_OUT = List.of("hour", "request_id");

  public boolean isOpen() {
    return alert.status() == Alert.Status.OPEN;
  }

  /** What the alert knows, as `ip 203.0.113.7 · network 203.0.113.0/24`. */
  public String details() {
    return Json.trusted(alert.details()).properties().stream()
        .filter(detail -> !LEFT_OUT.contains(detail.getKey()))
        .map(detail -> detail.getKey().replace('_', ' ') + " " + detail.getValue().asText())
        .collect(Collectors.joining(" · "));
  }
}
