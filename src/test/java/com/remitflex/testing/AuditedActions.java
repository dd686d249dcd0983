package com.remitflex.testing;

import com.remitflex.features.activity.audit.AuditActions;
import com.remitflex.platform.database.Database;
import java.util.List;

/** What the tests of a class have recorded in the audit log. */
final class AuditedActions {
  private AuditedActions() {}

  /** Fails unless the filter of the audit log takes every recorded action. */
  static void requireKnown(Database database) {
    List<String> actions =
        database.with(handle ->
            handle
                .createQuery("SELECT DISTINCT action FROM audit_entry")
                .mapTo(String.class)
                .list());
    if (!AuditActions.NAMES.containsAll(actions)) {
      throw new AssertionError("not every action is in AuditActions: " + actions);
    }
  }
}
