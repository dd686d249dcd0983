package com.remitflex.features.exchange.positions;

import com.remitflex.core.ledger.Violations;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Checks the invariants between positions, conversions and the ledger, over all rows. */
public final class FxInvariants {
  /** The sub-account `fx` of each balance is what its account's positions add up to. */
  private static final String POSITIONS =
      """
      WITH counted AS (
        SELECT account_id, environment, currency, sum(units) AS units FROM (
          SELECT account_id, environment, from_currency AS currency, units_in AS units
          FROM fx_position
          UNION ALL
          SELECT account_id, environment, to_currency, -units_out FROM fx_position) sides
        GROUP BY account_id, environment, currency)
      SELECT format('%s %s %s: positions add up to %s, the ledger has %s', account_id, environment,
                    currency, coalesce(c.units, 0), coalesce(b.fx, 0))
      FROM balance b FULL JOIN counted c USING (account_id, environment, currency)
      WHERE coalesce(c.units, 0) <> coalesce(b.fx, 0)
      """;

  /** Each conversion has moved exactly its amounts, in the ledger, and nothing else has. */
  private static final String CONVERSIONS =
      """
      WITH posted AS (
        SELECT account_id, environment, payment_id AS id,
          array_agg(format('%s %s %s %s', currency, debit, credit, amount)
                    ORDER BY currency, credit, debit) AS lines
        FROM transfer WHERE reason IN ('conversion', 'conversion_fee')
        GROUP BY account_id, environment, payment_id),
      due AS (
        SELECT account_id, environment, id, (
          SELECT array_agg(format('%s %s %s %s', currency, debit, credit, amount)
                           ORDER BY currency, credit, debit)
          FROM (VALUES (from_currency, 'available', 'fx', amount),
                       (from_currency, 'available', 'fees', fee),
                       (to_currency, 'fx', 'available', converted_amount))
            AS v (currency, debit, credit, amount) WHERE amount > 0) AS lines
        FROM conversion)
      SELECT format('conversion %s: its transfers are not its amounts', id)
      FROM due FULL JOIN posted USING (account_id, environment, id)
      WHERE due.lines IS DISTINCT FROM posted.lines
      """;

  /** A conversion has the terms of its quote, which is marked as used by it. */
  private static final String QUOTES =
      """
      SELECT format('conversion %s: its terms are not those of quote %s', c.id, c.quote_id)
      FROM conversion c LEFT JOIN quote q ON q.account_id = c.account_id
        AND q.environment = c.environment AND q.id = c.quote_id
      WHERE (q.used_by, q.from_currency, q.to_currency, q.amount, q.converted_amount, q.fee)
        IS DISTINCT FROM
          (c.id, c.from_currency, c.to_currency, c.amount, c.converted_amount, c.fee)
      """;

  /** Compares the counts with the conversions. */
  private static final String MISCOUNTED =
      """
      SELECT format('%s %s: %s conversions of %s to %s counted, %s exist', account_id, environment,
                    coalesce(c.conversions, 0), from_currency, to_currency,
                    coalesce(e.conversions, 0))
      FROM conversion_count c FULL JOIN (
        SELECT account_id, environment, from_currency, to_currency, count(*) AS conversions
        FROM conversion GROUP BY 1, 2, 3, 4) e
        USING (account_id, environment, from_currency, to_currency)
      WHERE coalesce(c.conversions, 0) <> coalesce(e.conversions, 0)
      """;

  private FxInvariants() {}

  /** All violations, one line each; empty when positions, conversions and ledger agree. */
  public static List<String> violations(Handle handle) {
    return Violations.of(POSITIONS, CONVERSIONS, QUOTES, MISCOUNTED).in(handle);
  }
}
