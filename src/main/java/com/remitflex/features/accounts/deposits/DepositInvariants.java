package com.remitflex.features.accounts.deposits;

import com.remitflex.core.ledger.Violations;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressStore;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Checks the invariants between deposits and the ledger, over all rows. */
public final class DepositInvariants {
  /**
   * The deposits credited and the transfers that credit deposits, by account, currency, time and
   * amount: each transfer belongs to one deposit, and each credited deposit has one.
   */
  private static final String NOT_CREDITED_ONCE =
      """
      WITH credited AS (
        SELECT account_id, environment, currency, created_at, amount, count(*) AS transfers
        FROM transfer WHERE reason = 'deposit_credited' AND debit = 'funding'
          AND credit = 'available' GROUP BY 1, 2, 3, 4, 5),
      expected AS (
        SELECT account_id, environment, currency, credited_at AS created_at, amount,
               count(*) AS deposits, min(id) AS first
        FROM deposit WHERE status = 'credited' GROUP BY 1, 2, 3, 4, 5)
      SELECT format('%s %s: %s deposits of %s %s (minor units) credited at %s (%s), but %s'
                    || ' transfers', account_id, environment, coalesce(deposits, 0), amount,
                    currency, created_at, coalesce(first, 'none'), coalesce(transfers, 0))
      FROM credited FULL JOIN expected
        USING (account_id, environment, currency, created_at, amount)
      WHERE coalesce(transfers, 0) <> coalesce(deposits, 0)
      """;

  private static final String MISCOUNTED =
      """
      SELECT format('%s %s: %s %s deposits of %s on %s counted, %s exist', account_id, environment,
                    coalesce(c.deposits, 0), status, currency, network, coalesce(d.deposits, 0))
      FROM deposit_count c FULL JOIN (
        SELECT account_id, environment, status, network, currency, count(*) AS deposits
        FROM deposit GROUP BY 1, 2, 3, 4, 5) d
        USING (account_id, environment, status, network, currency)
      WHERE coalesce(c.deposits, 0) <> coalesce(d.deposits, 0)
      """;

  /** A deposit arrives at the address of its own account. */
  private static final String ELSEWHERE =
      """
      SELECT format('deposit %s: %s is not the address of its account on %s', d.id, d.address,
                    d.network)
      FROM deposit d LEFT JOIN deposit_address a ON a.account_id = d.account_id
        AND a.environment = d.environment AND a.network = d.network
      WHERE a.address IS DISTINCT FROM d.address
      """;

  private DepositInvariants() {}

  /** All violations, one line each; rows that were changed outside RemitFlex among them. */
  public static List<String> violations(Handle handle) {
    List<String> found =
        new ArrayList<>(Violations.of(NOT_CREDITED_ONCE, MISCOUNTED, ELSEWHERE).in(handle));
    found.addAll(DepositAddressStore.violations(handle));
    found.addAll(DepositSignatureStore.violations(handle));
    return found;
  }
}
