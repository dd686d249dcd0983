package com.remitflex.features.treasury.alarms;

import com.remitflex.platform.database.Select;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table of alarms. */
final class AlarmStore {
  private static final String COLUMNS =
      """
      SELECT kind, scope, subject, message, amount_minor, raised_at, ended_at FROM treasury_alarm
      """;

  private static final Select<Alarm> OPEN =
      Select.of(COLUMNS + " WHERE ended_at IS NULL ORDER BY id", AlarmStore::alarm);

  private static final Select<Alarm> NEWEST =
      Select.of(COLUMNS + " ORDER BY id DESC LIMIT ?", AlarmStore::alarm);

  private AlarmStore() {}

  static List<Alarm> open(Handle handle) {
    return OPEN.list(handle);
  }

  static List<Alarm> newest(Handle handle, int limit) {
    return NEWEST.list(handle, limit);
  }

  /** Raises an alarm, or raises it again with a larger amount; false if it is raised already. */
  static boolean raise(Handle handle, Finding finding) {
    return handle
            .createUpdate(
                """
                INSERT INTO treasury_alarm AS a (kind, scope, subject, message, amount_minor)
                VALUES (:kind, :scope, :subject, :message, :amount)
                ON CONFLICT (kind, scope, subject) WHERE ended_at IS NULL DO UPDATE
                SET message = EXCLUDED.message, amount_minor = EXCLUDED.amount_minor,
                    raised_at = EXCLUDED.raised_at
                WHERE EXCLUDED.amount_minor > a.amount_minor
                """)
            .bind("kind", finding.kind().word())
            .bind("scope", finding.scope())
            .bind("subject", finding.subject())
            .bind("message", finding.message())
            .bind("amount", new BigDecimal(finding.amountMinor()))
            .execute()
        == 1;
  }

  /** Ends an alarm; false if it has ended. */
  static boolean end(Handle handle, Alarm alarm) {
    return handle
            .createUpdate(
                """
                UPDATE treasury_alarm SET ended_at = clock_timestamp()
                WHERE kind = :kind AND scope = :scope AND subject = :subject AND ended_at IS NULL
                """)
            .bind("kind", alarm.kind().word())
            .bind("scope", alarm.scope())
            .bind("subject", alarm.subject())
            .execute()
        == 1;
  }

  private static Alarm alarm(ResultSet row) throws SQLException {
    return new Alarm(
        AlarmKind.of(row.getString("kind")),
        row.getString("scope"),
        row.getString("subject"),
        row.getString("message"),
        amount(row),
        row.getObject("raised_at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant));
  }

  private static BigInteger amount(ResultSet row) throws SQLException {
    return row.getBigDecimal("amount_minor").toBigIntegerExact();
  }
}
