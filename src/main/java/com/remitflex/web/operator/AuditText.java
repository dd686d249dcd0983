package com.remitflex.web.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.platform.json.Json;
import com.remitflex.web.dashboard.site.Labels;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The details of an audit entry in one line. */
public final class AuditText {
  /** What the other columns or entries show. */
  private static final Set<String> OMITTED = Set.of("email", "version", "created_at");

  private AuditText() {}

  /** The values with their names; what is nested is left out. */
  public static String of(AuditAction action) {
    return Json.trusted(action.details()).properties().stream()
        .filter(field -> field.getValue().isValueNode() && !OMITTED.contains(field.getKey()))
        .map(AuditText::text)
        .collect(Collectors.joining(", "));
  }

  private static String text(Map.Entry<String, JsonNode> field) {
    return Labels.words(field.getKey()) + ": " + field.getValue().asText();
  }
}
