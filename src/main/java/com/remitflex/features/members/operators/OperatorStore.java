package com.remitflex.features.members.operators;

import com.remitflex.core.audit.AuditTrail;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Reads what the tables of users and the audit log say about operators. */
final class OperatorStore {
  private OperatorStore() {}

  /**
   * The operators whom, by the audit log, no one has added, or someone has removed since; an
   * attacker may have put back an old row.
   */
  static List<String> unexplained(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT u.id FROM app_user u
            LEFT JOIN LATERAL (
              SELECT action FROM audit_entry
              WHERE account_id = :platform AND subject = u.id
                AND action IN ('operator.added', 'operator.removed')
              ORDER BY created_at DESC, seq DESC LIMIT 1) last ON true
            WHERE u.operator = 'active' AND last.action IS DISTINCT FROM 'operator.added'
            ORDER BY u.id
            """)
        .bind("platform", AuditTrail.PLATFORM)
        .mapTo(String.class)
        .list();
  }

  /** When each operator was last seen in a session that has not ended. */
  static Map<String, Instant> lastSeen(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT user_id, max(last_seen_at) AS at FROM user_session
            WHERE stage = 'operator' GROUP BY user_id
            """)
        .map((row, context) ->
            Map.entry(row.getString("user_id"), row.getTimestamp("at").toInstant()))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
