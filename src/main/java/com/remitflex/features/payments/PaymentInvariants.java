package com.remitflex.features.payments;

import com.remitflex.core.ledger.Violations;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Checks the invariants between payments and the ledger, over all rows. */
public final class PaymentInvariants {
  /**
   * Compares the amount that each sub-account must hold for a payment, by its status, with the
   * payment's transfers, in both directions and in both of its currencies. A refunded payment has
   * no fee. Transfers to another account are compared in NOT_RECEIVED.
   */
  private static final String MISPLACED =
      """
      WITH posted AS (
        SELECT account_id, environment, payment_id, currency,
          sum(CASE WHEN credit = 'held' THEN amount WHEN debit = 'held' THEN -amount
              ELSE 0 END) AS held,
          sum(CASE WHEN credit = 'settlement' THEN amount WHEN debit = 'settlement' THEN -amount
              ELSE 0 END) AS settlement,
          sum(CASE WHEN credit = 'fx' THEN amount WHEN debit = 'fx' THEN -amount
              ELSE 0 END) AS fx,
          sum(CASE WHEN credit = 'fees' THEN amount WHEN debit = 'fees' THEN -amount
              ELSE 0 END) AS fees,
          sum(CASE WHEN credit = 'available' THEN amount WHEN debit = 'available' THEN -amount
              ELSE 0 END) AS available
        FROM transfer WHERE payment_id IS NOT NULL
          AND reason NOT IN
            ('payment_received', 'deposit_credited', 'conversion', 'conversion_fee')
        GROUP BY account_id, environment, payment_id, currency),
      state AS (
        SELECT *, status IN ('settled', 'delivered', 'returned') AS has_left,
               coalesce(returned_amount, 0) AS back
        FROM payment),
      lines AS (
        SELECT account_id, environment, id, currency,
          CASE WHEN status IN ('pending', 'compliance_review', 'processing')
               THEN amount + fee ELSE 0 END AS held,
          CASE WHEN has_left AND NOT exchanged THEN amount ELSE 0 END AS settlement,
          CASE WHEN has_left AND exchanged THEN amount ELSE 0 END AS fx,
          CASE WHEN has_left THEN fee ELSE 0 END AS fees,
          CASE WHEN status IN ('failed', 'cancelled') THEN -fee
               ELSE -(amount + fee) END AS available
        FROM state
        UNION ALL
        SELECT account_id, environment, id, destination_currency, 0, converted_amount,
               -converted_amount, 0, 0
        FROM state WHERE has_left AND exchanged
        UNION ALL
        SELECT account_id, environment, id, destination_currency, 0, -back, 0, 0, back
        FROM state WHERE back <> 0),
      due AS (
        SELECT account_id, environment, id, currency, sum(held) AS held,
               sum(settlement) AS settlement, sum(fx) AS fx, sum(fees) AS fees,
               sum(available) AS available
        FROM lines GROUP BY account_id, environment, id, currency)
      SELECT DISTINCT format('payment %s: its funds are not in the sub-accounts of its status',
                             coalesce(due.id, posted.payment_id))
      FROM due FULL JOIN posted ON posted.account_id = due.account_id
        AND posted.environment = due.environment AND posted.payment_id = due.id
        AND posted.currency = due.currency
      WHERE (coalesce(posted.held, 0), coalesce(posted.settlement, 0), coalesce(posted.fx, 0),
             coalesce(posted.fees, 0), coalesce(posted.available, 0))
         <> (coalesce(due.held, 0), coalesce(due.settlement, 0), coalesce(due.fx, 0),
             coalesce(due.fees, 0), coalesce(due.available, 0))
      """;

  /** A payment between accounts arrives exactly once, and nothing arrives without a payment. */
  private static final String NOT_RECEIVED =
      """
      SELECT format('payment %s: sent %s to %s, received %s', coalesce(p.id, r.payment_id),
                    p.amount, p.destination, r.amount)
      FROM (SELECT * FROM payment WHERE destination IS NOT NULL) p
      FULL JOIN (
        SELECT account_id, environment, payment_id, currency, sum(amount) AS amount
        FROM transfer WHERE reason = 'payment_received'
        GROUP BY account_id, environment, payment_id, currency) r
        ON r.payment_id = p.id AND r.account_id = p.destination
        AND r.environment = p.environment AND r.currency = p.currency
      WHERE p.amount IS DISTINCT FROM r.amount
      """;

  /**
   * A payment that its rail does not have yet has a step, and one that it has is in its queue. A
   * version before had a step for these too, until it is replaced.
   */
  private static final String NOT_DUE =
      """
      SELECT format('payment %s: %s, next step %s', coalesce(p.id, d.payment_id, o.payment_id),
                    coalesce(p.status, 'unknown'),
                    coalesce(nullif(concat_ws(' and ', d.step, 'order to ' || o.rail), ''), 'none'))
      FROM payment p
      FULL JOIN payment_due d ON d.account_id = p.account_id
        AND d.environment = p.environment AND d.payment_id = p.id
      FULL JOIN rail_order o ON o.account_id = coalesce(p.account_id, d.account_id)
        AND o.environment = coalesce(p.environment, d.environment)
        AND o.payment_id = coalesce(p.id, d.payment_id)
      WHERE CASE
          WHEN p.status = 'pending' THEN d.step IS DISTINCT FROM 'start' OR o.rail IS NOT NULL
          WHEN p.status = 'compliance_review' THEN
            d.step IS DISTINCT FROM 'release' OR o.rail IS NOT NULL
          WHEN p.status = 'processing' AND d.step IN ('submit', 'report')
            OR p.status = 'settled' AND coalesce(p.recipient, p.bank_account) IS NOT NULL
              AND d.step = 'report' THEN
            o.rail IS NOT NULL
          WHEN p.status = 'processing'
            OR p.status = 'settled' AND coalesce(p.recipient, p.bank_account) IS NOT NULL THEN
            d.step IS NOT NULL OR o.rail IS NULL
          -- The rail may still be asked whether a bank has sent the money back.
          WHEN p.status = 'delivered' THEN d.step IS NOT NULL
          ELSE d.step IS NOT NULL OR o.rail IS NOT NULL END
      """;

  /** Compares the counts by hour, status, currency and corridor with the payments. */
  private static final String MISCOUNTED_HOURS =
      """
      SELECT format('%s %s: %s %s %s payments of the hour %s counted, %s exist', account_id,
                    environment, coalesce(c.payments, 0), status, currency, hour,
                    coalesce(p.payments, 0))
      FROM payment_hour_count c FULL JOIN (
        SELECT account_id, environment, date_trunc('hour', created_at, 'UTC') AS hour, status,
               currency, CASE kind WHEN 'off_ramp' THEN 'off-ramp'
                              ELSE coalesce(corridor, '') END AS corridor, count(*) AS payments
        FROM payment GROUP BY 1, 2, 3, 4, 5, 6) p
        USING (account_id, environment, hour, status, currency, corridor)
      WHERE coalesce(c.payments, 0) <> coalesce(p.payments, 0)
      """;

  /** Compares the counts by day with those by hour. */
  private static final String MISCOUNTED_DAYS =
      """
      SELECT format('%s %s: %s %s %s payments of %s counted, %s by hours', account_id, environment,
                    coalesce(c.payments, 0), status, currency, day, coalesce(h.payments, 0))
      FROM payment_count c FULL JOIN (
        SELECT account_id, environment, (hour AT TIME ZONE 'UTC')::date AS day, status,
               currency, corridor, sum(payments) AS payments
        FROM payment_hour_count GROUP BY 1, 2, 3, 4, 5, 6) h
        USING (account_id, environment, day, status, currency, corridor)
      WHERE coalesce(c.payments, 0) <> coalesce(h.payments, 0)
      """;

  /** A payment has the terms of its quote, which only it has used. */
  private static final String QUOTES =
      """
      SELECT format('payment %s: its terms are not those of quote %s', p.id, p.quote_id)
      FROM payment p LEFT JOIN quote q ON q.account_id = p.account_id
        AND q.environment = p.environment AND q.id = p.quote_id
      WHERE p.quote_id IS NOT NULL
        AND (q.used_by, q.from_currency, q.to_currency, q.amount, q.converted_amount)
          IS DISTINCT FROM
            (p.id, p.currency, p.destination_currency, p.amount, p.converted_amount)
      """;

  private PaymentInvariants() {}

  /** All violations, one line each; empty when every payment's money is in exactly one place. */
  public static List<String> violations(Handle handle) {
    return Violations.of(
            MISPLACED, NOT_RECEIVED, NOT_DUE, MISCOUNTED_HOURS, MISCOUNTED_DAYS, QUOTES)
        .in(handle);
  }
}
