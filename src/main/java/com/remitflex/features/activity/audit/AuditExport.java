package com.remitflex.features.activity.audit;

import com.remitflex.core.audit.AuditEntry;
import com.remitflex.platform.json.Json;
import java.util.List;

/** Audit entries as text for programs. */
public final class AuditExport {
  private AuditExport() {}

  /** A JSON object whose `data` are the entries as the API shows them. */
  public static String json(List<AuditEntry> entries) {
    return Json.text(Json.data(entries.stream().map(AuditJson::object).toList()));
  }
}
