package com.remitflex.core.ledger;

import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * The invariants of the movements: in each balance they are numbered without a gap in the order of
 * time, and each leaves what the one before it left plus its own change. So a line that is missing,
 * doubled, changed or in another currency is named, with the first transaction that shows it.
 */
final class MovementInvariants {
  private static final String NEXT_STEP =
      " Change nothing by SQL; see \"If doctor names a movement\" in"
          + " docs/operations/chart-of-accounts.md.";

  private static final String CHAIN =
      """
      WITH line AS (
        SELECT account_id, environment, currency, transaction_id, leg, number, available_after,
               held_after, created_at,
               CASE WHEN credit = 'available' THEN amount WHEN debit = 'available' THEN -amount
                    ELSE 0 END AS available,
               CASE WHEN credit = 'held' THEN amount WHEN debit = 'held' THEN -amount
                    ELSE 0 END AS held,
               debit IN ('available', 'held') OR credit IN ('available', 'held') AS is_movement
        FROM transfer),
      chain AS (
        SELECT *, coalesce(lag(number) OVER w, 0) AS number_before,
               coalesce(lag(available_after) OVER w, 0) AS available_before,
               coalesce(lag(held_after) OVER w, 0) AS held_before,
               lag(created_at) OVER w AS created_before
        FROM line WHERE is_movement OR number IS NOT NULL
        WINDOW w AS (PARTITION BY account_id, environment, currency
                     ORDER BY number, transaction_id, leg)),
      fault AS (
        SELECT *, CASE
          WHEN number IS NULL THEN 'it has no number'
          WHEN NOT is_movement THEN 'it has a number, but changes neither available nor held'
          WHEN number = number_before THEN 'this number is there twice'
          WHEN number <> number_before + 1 THEN
            format('it follows movement %s: what was between them is missing', number_before)
          WHEN available_before + available <> available_after THEN
            format('available is %s after it, but %s before it and its change of %s give %s',
                   available_after, available_before, available, available_before + available)
          WHEN held_before + held <> held_after THEN
            format('held is %s after it, but %s before it and its change of %s give %s',
                   held_after, held_before, held, held_before + held)
          WHEN created_at < created_before THEN 'it is older than the movement before it'
          END AS what
        FROM chain)
      SELECT format('%s %s %s: transaction %s, line %s, movement %s: %s.', account_id,
                    environment, currency, transaction_id, leg, coalesce(number::text, 'none'),
                    what)
      FROM fault WHERE what IS NOT NULL
      ORDER BY account_id, environment, currency, number, transaction_id, leg
      """;

  /** The last movement and the balance agree; whether the sums do is checked elsewhere. */
  private static final String ENDS =
      """
      SELECT format('%s %s %s: the balance has %s movements, the ledger %s; the last one there'
                    || ' is in transaction %s.', account_id, environment, currency,
                    coalesce(b.movements, 0), coalesce(t.movements, 0),
                    coalesce(t.transaction_id, 'none'))
      FROM balance b FULL JOIN (
        SELECT account_id, environment, currency, max(number) AS movements,
               (array_agg(transaction_id ORDER BY number DESC))[1] AS transaction_id
        FROM transfer WHERE number IS NOT NULL
        GROUP BY account_id, environment, currency) t USING (account_id, environment, currency)
      WHERE coalesce(b.movements, 0) <> coalesce(t.movements, 0)
      """;

  private MovementInvariants() {}

  static Stream<String> violations(Handle handle) {
    return Violations.of(CHAIN, ENDS).in(handle).stream().map(line -> line + NEXT_STEP);
  }
}
