package com.remitflex.features.rails.evm.fees;

import com.remitflex.core.ledger.Violations;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Select;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The tables of the ledger of network fees. A trigger writes them when a relay becomes final, in
 * the same transaction; nothing else does.
 */
final class NetworkFeeStore {
  private static final Select<NetworkFee> OF_SUBJECT =
      Select.of(
          "SELECT * FROM network_fee WHERE subject = ? ORDER BY booked_at, number",
          NetworkFeeStore::fee);

  private static final Select<NetworkFee> NEWEST =
      Select.of(
          "SELECT * FROM network_fee ORDER BY booked_at DESC, number DESC LIMIT ?",
          NetworkFeeStore::fee);

  private static final Select<FeeAccount> ACCOUNTS =
      Select.of(
          "SELECT * FROM network_fee_account ORDER BY network, relayer", NetworkFeeStore::account);

  /** The entries of an account, and the account, say the same. */
  private static final String BROKEN_ACCOUNTS =
      """
      SELECT format('network fees of relayer %s on %s, entry %s: it does not follow the one before',
                    relayer, network, number)
      FROM (SELECT *, lag(number, 1, 0) OVER account AS number_before,
                   lag(balance_wei, 1, 0) OVER account AS balance_before
            FROM network_fee
            WINDOW account AS (PARTITION BY network, relayer ORDER BY number)) entries
      WHERE number <> number_before + 1 OR balance_wei <> balance_before + fee_wei
      UNION ALL
      SELECT format('network fees of relayer %s on %s: the account has %s wei in %s entries, but'
                    || ' its entries add up to %s wei in %s', coalesce(a.relayer, e.relayer),
                    coalesce(a.network, e.network), coalesce(a.balance_wei, 0),
                    coalesce(a.entries, 0), coalesce(e.total, 0), coalesce(e.entries, 0))
      FROM network_fee_account a
        FULL JOIN (SELECT network, relayer, count(*) AS entries, sum(fee_wei) AS total
                   FROM network_fee GROUP BY network, relayer) e
          ON e.network = a.network AND e.relayer = a.relayer
      WHERE (a.entries, a.balance_wei) IS DISTINCT FROM (e.entries, e.total)
      """;

  /** Each relay that is final is booked once, with what its transaction has cost; no other is. */
  private static final String WRONGLY_BOOKED =
      """
      SELECT format('relay %s: it has cost %s wei, but %s wei of network fees are booked for it',
                    coalesce(r.reference, e.reference), coalesce(r.fee_wei, 0),
                    coalesce(e.total, 0))
      FROM (SELECT * FROM relay WHERE state = 'final') r
        FULL JOIN (SELECT reference, network, relayer, sum(fee_wei) AS total,
                          sum(CASE WHEN is_charge THEN 1 ELSE -1 END) AS charges
                   FROM network_fee GROUP BY reference, network, relayer) e
          ON e.reference = r.reference AND e.network = r.network AND e.relayer = r.relayer
      WHERE (coalesce(e.total, 0), coalesce(e.charges, 0))
        IS DISTINCT FROM (coalesce(r.fee_wei, 0), CASE WHEN r.reference IS NULL THEN 0 ELSE 1 END)
      """;

  private NetworkFeeStore() {}

  static List<NetworkFee> ofSubject(Handle handle, String subject) {
    return OF_SUBJECT.list(handle, subject);
  }

  static List<NetworkFee> newest(Handle handle, int limit) {
    return NEWEST.list(handle, limit);
  }

  static List<FeeAccount> accounts(Handle handle) {
    return ACCOUNTS.list(handle);
  }

  /** The totals of a range by period, network and relayer, the newest period first. */
  static List<FeeTotal> totals(Handle handle, FeeRange range) {
    return handle
        .createQuery(
            """
            SELECT date_trunc(:period, booked_at AT TIME ZONE 'UTC')::date AS first_day, network,
                   relayer, sum(CASE WHEN is_charge THEN 1 ELSE -1 END) AS transactions,
                   coalesce(sum(CASE WHEN is_charge THEN gas_used ELSE - gas_used END), 0) AS gas,
                   sum(fee_wei) AS fee_wei
            FROM network_fee
            WHERE booked_at >= :from AND booked_at < :end
              AND (CAST(:network AS text) IS NULL OR network = :network)
            GROUP BY first_day, network, relayer
            ORDER BY first_day DESC, network, relayer
            """)
        .bind("period", range.period().word())
        .bind("from", range.from().atStartOfDay().atOffset(ZoneOffset.UTC))
        .bind("end", range.to().plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC))
        .bind("network", range.network())
        .map((row, context) ->
            new FeeTotal(
                row.getObject("first_day", LocalDate.class),
                row.getString("network"),
                new EvmAddress(row.getString("relayer")),
                row.getLong("transactions"),
                row.getLong("gas"),
                wei(row, "fee_wei")))
        .list();
  }

  static List<String> violations(Handle handle) {
    return Violations.of(BROKEN_ACCOUNTS, WRONGLY_BOOKED).in(handle);
  }

  private static NetworkFee fee(ResultSet row) throws SQLException {
    return new NetworkFee(
        row.getString("network"),
        new EvmAddress(row.getString("relayer")),
        row.getLong("number"),
        row.getString("subject"),
        FeeKind.of(row.getString("kind")),
        row.getBoolean("is_charge"),
        new NetworkFee.Transaction(
            new Bytes32(row.getString("transaction_hash")),
            row.getLong("block_height"),
            row.getBoolean("succeeded"),
            gas(row)),
        Optional.ofNullable(row.getBigDecimal("estimate_wei")).map(BigDecimal::toBigIntegerExact),
        wei(row, "fee_wei"),
        wei(row, "balance_wei"),
        row.getTimestamp("booked_at").toInstant());
  }

  private static Optional<NetworkFee.Gas> gas(ResultSet row) throws SQLException {
    return row.getBigDecimal("gas_price_wei") == null
        ? Optional.empty()
        : Optional.of(new NetworkFee.Gas(row.getLong("gas_used"), wei(row, "gas_price_wei")));
  }

  private static FeeAccount account(ResultSet row) throws SQLException {
    return new FeeAccount(
        row.getString("network"),
        new EvmAddress(row.getString("relayer")),
        row.getLong("entries"),
        wei(row, "balance_wei"));
  }

  private static BigInteger wei(ResultSet row, String column) throws SQLException {
    return row.getBigDecimal(column).toBigIntegerExact();
  }
}
