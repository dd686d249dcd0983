package com.remitflex.core.ledger;

import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** The invariants of the ledger, checked over every row. */
public final class LedgerInvariants {
  private static final String UNBALANCED =
      """
      SELECT format('%s %s %s: sub-accounts sum to %s', account_id, environment, currency,
                    available + held + settlement + fees + fx + funding)
      FROM balance WHERE available + held + settlement + fees + fx + funding <> 0
         OR available < 0 OR held < 0
      """;

  /** Each column of each balance against the sum of its transfers, in both directions. */
  private static final String DRIFTED =
      """
      WITH posted AS (
        SELECT account_id, environment, currency, sub, sum(amount)::numeric AS amount FROM (
          SELECT account_id, environment, currency, credit AS sub, amount FROM transfer
          UNION ALL
          SELECT account_id, environment, currency, debit, -amount FROM transfer) lines
        GROUP BY account_id, environment, currency, sub),
      kept AS (
        SELECT account_id, environment, currency, sub, amount
        FROM balance CROSS JOIN LATERAL (VALUES
          ('available', available), ('held', held), ('settlement', settlement),
          ('fees', fees), ('fx', fx), ('funding', funding)) AS v (sub, amount))
      SELECT format('%s %s %s %s: balance %s, transfers sum to %s', account_id, environment,
                    currency, sub, coalesce(kept.amount, 0), coalesce(posted.amount, 0))
      FROM kept FULL JOIN posted USING (account_id, environment, currency, sub)
      WHERE coalesce(kept.amount, 0) <> coalesce(posted.amount, 0)
      """;

  /**
   * Distinct numbers are 1 to n without a gap when the minimum is 1 and the maximum is their count.
   */
  private static final String EVENT_GAPS =
      """
      SELECT format('%s %s: next event %s, but %s events from %s to %s', account_id, environment,
                    coalesce(h.next_event::text, 'unknown'), coalesce(e.events, 0),
                    coalesce(e.first, 1), coalesce(e.last, 0))
      FROM account_head h FULL JOIN (
        SELECT account_id, environment, count(*) AS events, min(seq) AS first, max(seq) AS last
        FROM event GROUP BY account_id, environment) e USING (account_id, environment)
      WHERE h.next_event IS DISTINCT FROM coalesce(e.events, 0) + 1
         OR coalesce(e.last, 0) <> coalesce(e.events, 0) OR coalesce(e.first, 1) <> 1
      """;

  private LedgerInvariants() {}

  /** Every violation, one per line; empty when the ledger is consistent. */
  public static List<String> violations(Handle handle) {
    return Stream.concat(
            Violations.of(UNBALANCED, DRIFTED, EVENT_GAPS).in(handle).stream(),
            MovementInvariants.violations(handle))
        .toList();
  }
}
