package com.remitflex.features.treasury.sweeps;

import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Finds what can be swept, in the treasury ledger. */
final class SweepableStore {
  /**
   * Of what an address holds, only what was credited to its account: held deposits stay where they
   * are. The balance is that of a final block, as the contract said it.
   */
  private static final Select<Sweepable> FIND =
      Select.of(
          """
          SELECT h.network, h.token, h.address, h.currency,
                 least(h.balance_minor, credited.minor - swept.minor)::bigint AS minor,
                 swept.last + 1 AS number
          FROM treasury_holding h
            JOIN deposit_address a ON a.environment = 'live' AND a.network = h.network
              AND lower(a.address) = lower(h.address)
            CROSS JOIN LATERAL (
              SELECT coalesce(sum(d.amount), 0) AS minor FROM deposit d
              WHERE d.account_id = a.account_id AND d.environment = 'live'
                AND d.status = 'credited' AND d.network = h.network
                AND d.currency = h.currency AND d.address = a.address) credited
            CROSS JOIN LATERAL (
              SELECT coalesce(sum(s.amount_minor) FILTER (WHERE s.state <> 'expired'), 0) AS minor,
                     coalesce(max(s.number), 0) AS last,
                     count(*) FILTER (WHERE s.state = 'open') AS open
              FROM treasury_sweep s
              WHERE s.network = h.network AND s.token = h.token AND s.address = h.address) swept
          WHERE h.network = ? AND h.token = ? AND NOT h.is_treasury AND h.is_opened
            AND h.balance_height >= h.moved_height AND h.balance_minor = h.explained_minor
            AND h.balance_minor > 0 AND swept.open = 0
            AND least(h.balance_minor, credited.minor - swept.minor) >= ?
          ORDER BY minor DESC LIMIT ?
          """,
          row ->
              new Sweepable(
                  row.getString("network"),
                  new EvmAddress(row.getString("token")),
                  new EvmAddress(row.getString("address")),
                  new Money(Currency.valueOf(row.getString("currency")), row.getLong("minor")),
                  row.getLong("number")));

  private SweepableStore() {}

  /** The largest amounts first, each of at least this number of minor units. */
  static List<Sweepable> find(
      Handle handle, String network, EvmAddress token, long minimumMinor, int limit) {
    return FIND.list(handle, network, token.text(), minimumMinor, limit);
  }
}
