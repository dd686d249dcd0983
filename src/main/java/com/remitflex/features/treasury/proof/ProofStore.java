package com.remitflex.features.treasury.proof;

import com.remitflex.platform.money.Currency;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The sums of the proof that no part of the treasury owns. */
final class ProofStore {
  /** The minor units of a term, by currency. */
  private static final String CLAIMS =
      """
      SELECT currency, v.term, v.amount
      FROM (SELECT currency, sum(available) AS available, sum(held) AS held, sum(fees) AS fees,
                   sum(fx) AS fx
            FROM balance WHERE environment = 'live' GROUP BY currency) b
        CROSS JOIN LATERAL (VALUES ('AVAILABLE', available), ('HELD', held), ('FEES', fees),
                                   ('FX', fx)) AS v (term, amount)
      """;

  private static final String HOLDINGS =
      """
      SELECT currency, CASE WHEN is_treasury THEN 'TREASURY' ELSE 'DEPOSIT_ADDRESSES' END AS term,
             sum(CASE WHEN is_opened AND balance_height >= moved_height THEN balance_minor
                 ELSE explained_minor END) AS amount
      FROM treasury_holding GROUP BY 1, 2
      """;

  /** The sums of the transfers of each address must be what its holding says. */
  private static final String OTHER_SUMS =
      """
      WITH moved AS (
        SELECT network, token, address, sum(minor) AS minor FROM (
          SELECT network, token, recipient AS address, amount_minor AS minor
          FROM treasury_transfer WHERE is_incoming
          UNION ALL
          SELECT network, token, sender, -amount_minor FROM treasury_transfer WHERE is_outgoing) m
        GROUP BY network, token, address)
      SELECT format('%s on %s: recorded are %s (minor units of %s), but its transfers sum to %s',
                    address, network, h.explained_minor, coalesce(h.currency, token),
                    coalesce(h.opening_minor, 0) + coalesce(m.minor, 0))
      FROM treasury_holding h FULL JOIN moved m USING (network, token, address)
      WHERE h.explained_minor IS DISTINCT FROM coalesce(h.opening_minor, 0) + coalesce(m.minor, 0)
      ORDER BY network, address
      """;

  /** What an opening says must be what the treasury ledger begins with. */
  private static final String OTHER_OPENINGS =
      """
      SELECT format('%s on %s: it began with %s (minor units of %s), but the opening says %s',
                    h.address, h.network, h.opening_minor, h.currency,
                    coalesce(m.float_minor::text, 'nothing'))
      FROM treasury_holding h LEFT JOIN treasury_movement m ON m.kind = 'opening'
        AND m.network = h.network AND m.token = h.token AND m.recipient = h.address
      WHERE h.is_opened AND h.opening_minor <> coalesce(m.float_minor, 0)
      ORDER BY h.network, h.address
      """;

  private static final String NOT_OPENED =
      """
      SELECT DISTINCT network FROM treasury_holding WHERE NOT is_opened
      UNION
      SELECT name FROM chain_network n WHERE configured AND head_height IS NOT NULL
        AND NOT EXISTS (SELECT FROM treasury_book b WHERE b.network = n.name)
      ORDER BY 1
      """;

  private ProofStore() {}

  /** Adds the sums to the terms of their currencies. */
  static void addTo(Handle handle, Map<Currency, Map<Term, BigInteger>> terms) {
    for (String sql : List.of(CLAIMS, HOLDINGS)) {
      handle
          .createQuery(sql)
          .map((row, context) -> {
            Currency currency = Currency.valueOf(row.getString("currency"));
            return terms
                .computeIfAbsent(currency, any -> new EnumMap<>(Term.class))
                .merge(
                    Term.valueOf(row.getString("term")),
                    row.getBigDecimal("amount").toBigIntegerExact(),
                    BigInteger::add);
          })
          .list();
    }
  }

  /** Rows of the books that contradict each other, one line each. */
  static List<String> contradictions(Handle handle) {
    List<String> found =
        new java.util.ArrayList<>(handle.createQuery(OTHER_SUMS).mapTo(String.class).list());
    found.addAll(handle.createQuery(OTHER_OPENINGS).mapTo(String.class).list());
    return found;
  }

  /** The networks whose books have not begun, or not for every token. */
  static List<String> notOpened(Handle handle) {
    return handle.createQuery(NOT_OPENED).mapTo(String.class).list();
  }
}
