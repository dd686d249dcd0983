package com.remitflex.features.statements.months;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.statements.months.Statement.ByReason;
import com.remitflex.features.statements.months.Statement.OfCurrency;
import com.remitflex.features.statements.transactions.Movement.Amounts;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.money.Currency;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Reads the months of one account in the transfer table. A balance at a time is that of the last
 * movement before it, which an index finds: no sum over the history is needed.
 */
final class StatementStore {
  private static final String LAST_BEFORE =
      """
       LEFT JOIN LATERAL (
        SELECT t.number, t.available_after, t.held_after FROM transfer t
        WHERE t.account_id = b.account_id AND t.environment = b.environment
          AND t.currency = b.currency AND t.number IS NOT NULL AND t.created_at < ?
        ORDER BY t.created_at DESC, t.number DESC LIMIT 1) AS\
      """;

  /** The currencies that the account had by the end of a month. */
  private static final Select<OfCurrency> ENDS =
      Select.of(
          "SELECT b.currency, coalesce(o.number, 0) AS opening_number,"
              + " coalesce(o.available_after, 0) AS opening_available,"
              + " coalesce(o.held_after, 0) AS opening_held, c.number AS closing_number,"
              + " c.available_after AS closing_available, c.held_after AS closing_held"
              + " FROM balance b"
              + LAST_BEFORE
              + " o ON true"
              + LAST_BEFORE
              + " c ON true WHERE b.account_id = ? AND b.environment = ?"
              + " AND c.number IS NOT NULL ORDER BY b.currency",
          StatementStore::ends);

  private static final Select<ByReason> BY_REASON =
      Select.of(
          """
          SELECT b.currency, m.* FROM balance b CROSS JOIN LATERAL (
            SELECT t.reason, count(*) AS movements,
                   sum(CASE WHEN t.credit = 'available' THEN t.amount
                       WHEN t.debit = 'available' THEN -t.amount ELSE 0 END) AS available,
                   sum(CASE WHEN t.credit = 'held' THEN t.amount
                       WHEN t.debit = 'held' THEN -t.amount ELSE 0 END) AS held
            FROM transfer t
            WHERE t.account_id = b.account_id AND t.environment = b.environment
              AND t.currency = b.currency AND t.number IS NOT NULL
              AND t.created_at >= ? AND t.created_at < ?
            GROUP BY t.reason) AS m
          WHERE b.account_id = ? AND b.environment = ?
          ORDER BY b.currency, m.reason
          """,
          StatementStore::byReason);

  private static final Select<Optional<Instant>> FIRST =
      Select.of(
          """
          SELECT min(f.created_at) FROM balance b CROSS JOIN LATERAL (
            SELECT t.created_at FROM transfer t
            WHERE t.account_id = b.account_id AND t.environment = b.environment
              AND t.currency = b.currency AND t.number IS NOT NULL
            ORDER BY t.created_at, t.number LIMIT 1) AS f
          WHERE b.account_id = ? AND b.environment = ?
          """,
          row -> Optional.ofNullable(row.getTimestamp(1)).map(time -> time.toInstant()));

  private StatementStore() {}

  /** When the account had its first movement. */
  static Optional<Instant> first(Handle handle, HeadId head) {
    return FIRST.find(handle, head.accountId(), head.environment().word()).flatMap(found -> found);
  }

  /** The opening and closing balance of each currency that the account had by then. */
  static List<OfCurrency> ends(Handle handle, HeadId head, StatementMonth month) {
    return ENDS.list(
        handle, month.start(), month.end(), head.accountId(), head.environment().word());
  }

  /** The sums of the month's movements by reason. PostgreSQL adds them up one by one. */
  static List<ByReason> byReason(Handle handle, HeadId head, StatementMonth month) {
    return BY_REASON.list(
        handle, month.start(), month.end(), head.accountId(), head.environment().word());
  }

  private static OfCurrency ends(ResultSet row) throws SQLException {
    Currency currency = Currency.valueOf(row.getString("currency"));
    return new OfCurrency(
        currency,
        new Amounts(currency, row.getLong("opening_available"), row.getLong("opening_held")),
        new Amounts(currency, row.getLong("closing_available"), row.getLong("closing_held")),
        row.getLong("opening_number"),
        row.getLong("closing_number"),
        List.of());
  }

  private static ByReason byReason(ResultSet row) throws SQLException {
    Currency currency = Currency.valueOf(row.getString("currency"));
    return new ByReason(
        currency,
        row.getString("reason"),
        row.getLong("movements"),
        new Amounts(currency, row.getLong("available"), row.getLong("held")));
  }
}
