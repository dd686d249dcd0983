package com.remitflex.features.compliance.rules;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.audit.VersionedRow;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.secrets.PepperMac;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The review_rules table: one row with all rules. */
public final class RuleStore {
  /** The subject of the audit entries of all changes. */
  static final String SUBJECT = "review-rules";

  private static final String KIND = "review_rules v1";

  /** One statement, so that row and audit entry are of the same snapshot. */
  private static final Select<StoredRules> READ =
      Select.of(
          """
          SELECT r.version, r.rules::text AS rules, r.row_mac, last.details::text AS audited
          FROM (VALUES (1)) AS only_row (id)
          LEFT JOIN review_rules r USING (id)
          LEFT JOIN LATERAL (
            SELECT details FROM audit_entry WHERE account_id = '%s' AND subject = '%s'
            ORDER BY created_at DESC, seq DESC LIMIT 1) last ON true
          """
              .formatted(AuditTrail.PLATFORM, SUBJECT),
          RuleStore::stored);

  private RuleStore() {}

  static StoredRules read(Handle handle) {
    return READ.find(handle).orElseThrow();
  }

  /** As {@link #read}; no other transaction changes the rules until this one ends. */
  static StoredRules lock(Handle handle) {
    handle
        .createQuery("SELECT pg_advisory_xact_lock(hashtextextended('review rules', 0))")
        .mapTo(String.class)
        .findOne();
    return read(handle);
  }

  static void write(Handle handle, long version, RuleSet set) {
    VersionedRow row =
        VersionedRow.signed(
            KIND, version, Json.text(RuleJson.array(set)), handle.getConfig(PepperMac.class));
    handle
        .createUpdate(
            """
            INSERT INTO review_rules (id, version, rules, row_mac)
            VALUES (1, :version, :rules::json, :mac)
            ON CONFLICT (id) DO UPDATE
              SET version = excluded.version, rules = excluded.rules, row_mac = excluded.row_mac
            """)
        .bind("version", version)
        .bind("rules", row.content())
        .bind("mac", row.mac())
        .execute();
  }

  /** Signs the row again if an older pepper signed it; returns the number of rows written. */
  static int signAgain(Handle handle) {
    return read(handle)
        .row()
        .flatMap(row -> row.signedAgain(handle.getConfig(PepperMac.class)))
        .map(row ->
            handle
                .createUpdate("UPDATE review_rules SET row_mac = :mac WHERE version = :version")
                .bind("mac", row.mac())
                .bind("version", row.version())
                .execute())
        .orElse(0);
  }

  private static StoredRules stored(ResultSet row) throws SQLException {
    String rules = row.getString("rules");
    return new StoredRules(
        rules == null
            ? Optional.empty()
            : Optional.of(
                new VersionedRow(KIND, row.getLong("version"), rules, row.getBytes("row_mac"))),
        Optional.ofNullable(row.getString("audited")));
  }
}
