package com.remitflex.features.rails.pauses;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.audit.VersionedRow;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.secrets.PepperMac;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rail_pause table: one row with all pauses. */
public final class PauseStore {
  /** The subject of the audit entries of all changes. */
  static final String SUBJECT = "rails";

  private static final String KIND = "rail_pause v1";

  /** One statement, so that row and audit entry are of the same snapshot. */
  private static final Select<StoredPauses> READ =
      Select.of(
          """
          SELECT p.version, p.pauses::text AS pauses, p.row_mac, last.details::text AS audited,
                 clock_timestamp() AS read_at
          FROM (VALUES (1)) AS only_row (id)
          LEFT JOIN rail_pause p USING (id)
          LEFT JOIN LATERAL (
            SELECT details FROM audit_entry WHERE account_id = '%s' AND subject = '%s'
            ORDER BY created_at DESC, seq DESC LIMIT 1) last ON true
          """
              .formatted(AuditTrail.PLATFORM, SUBJECT),
          PauseStore::stored);

  private PauseStore() {}

  static StoredPauses read(Handle handle) {
    return READ.find(handle).orElseThrow();
  }

  /** As {@link #read}; no other transaction changes the pauses until this one ends. */
  static StoredPauses lock(Handle handle) {
    handle
        .createQuery("SELECT pg_advisory_xact_lock(hashtextextended('rail pauses', 0))")
        .mapTo(String.class)
        .findOne();
    return read(handle);
  }

  static void write(Handle handle, long version, PauseState state) {
    VersionedRow row =
        VersionedRow.signed(
            KIND, version, Json.text(PauseJson.array(state)), handle.getConfig(PepperMac.class));
    handle
        .createUpdate(
            """
            INSERT INTO rail_pause (id, version, pauses, row_mac)
            VALUES (1, :version, :pauses::json, :mac)
            ON CONFLICT (id) DO UPDATE
              SET version = excluded.version, pauses = excluded.pauses, row_mac = excluded.row_mac
            """)
        .bind("version", version)
        .bind("pauses", row.content())
        .bind("mac", row.mac())
        .execute();
  }

  /** Signs the row again if an older pepper signed it; returns the number of rows written. */
  public static int signAgain(Handle handle) {
    return read(handle)
        .row()
        .flatMap(row -> row.signedAgain(handle.getConfig(PepperMac.class)))
        .map(row ->
            handle
                .createUpdate("UPDATE rail_pause SET row_mac = :mac WHERE version = :version")
                .bind("mac", row.mac())
                .bind("version", row.version())
                .execute())
        .orElse(0);
  }

  private static StoredPauses stored(ResultSet row) throws SQLException {
    String pauses = row.getString("pauses");
    return new StoredPauses(
        pauses == null
            ? Optional.empty()
            : Optional.of(
                new VersionedRow(KIND, row.getLong("version"), pauses, row.getBytes("row_mac"))),
        Optional.ofNullable(row.getString("audited")),
        row.getTimestamp("read_at").toInstant().truncatedTo(ChronoUnit.MILLIS));
  }
}
