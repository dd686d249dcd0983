package com.remitflex.web.dashboard.activity;

import com.remitflex.features.activity.alerts.Alert;
import com.remitflex.features.activity.alerts.AlertDetails;
import java.util.List;
import java.util.stream.Collectors;

/** An alert with the name of its key, as lists show it. */
public record AlertRow(Alert alert, String keyName) {
  /** Details that the row shows elsewhere, or that only programs need. */
  private static final List<String> HIDDEN = List.of("hour", "request_id");

  public boolean isOpen() {
    return alert.status() == Alert.Status.OPEN;
  }

  /** The details in a line, for example `Network: 203.0.113.0/24 · User agent: curl/8.5`. */
  public String details() {
    return alert.details().values().entrySet().stream()
        .filter(detail -> !HIDDEN.contains(detail.getKey()))
        .map(detail -> AlertDetails.label(detail.getKey()) + ": " + detail.getValue())
        .collect(Collectors.joining(" · "));
  }
}
