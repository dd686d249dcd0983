package com.remitflex.features.rails.evm.payouts;

import com.remitflex.core.ledger.Violations;
import com.remitflex.features.rails.evm.keys.Bytes32;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Checks the invariants between payouts and payments, over all rows. */
public final class PayoutInvariants {
  /** A payout is of a live payment to this wallet, of this amount. */
  private static final String MISMATCHED =
      """
      SELECT format('payout %s: it is not what the payment says', o.payment_id)
      FROM payout o LEFT JOIN payment p ON p.account_id = o.account_id
        AND p.environment = 'live' AND p.id = o.payment_id
      WHERE (p.wallet, p.destination_currency, p.converted_amount)
        IS DISTINCT FROM (o.network || ':' || o.recipient, o.currency, o.amount_minor)
      """;

  /** A payment is settled only if its payout is, and released only if its payout will never pay. */
  private static final String CONTRADICTING =
      """
      SELECT format('payment %s: %s, but its payout is %s', p.id, p.status, o.step)
      FROM payout o JOIN payment p ON p.account_id = o.account_id
        AND p.environment = 'live' AND p.id = o.payment_id
      WHERE p.status = 'settled' AND o.step <> 'settled'
        OR p.status IN ('failed', 'cancelled') AND o.step <> 'failed'
        OR p.status NOT IN ('processing', 'settled', 'failed')
      """;

  private PayoutInvariants() {}

  /** All violations, one line each. */
  public static List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>(Violations.of(MISMATCHED, CONTRADICTING).in(handle));
    found.addAll(otherNonces(handle));
    return found;
  }

  /** Each nonce is that of its payment, and of no other platform. */
  private static List<String> otherNonces(Handle handle) {
    List<String> found = new ArrayList<>();
    if (!handle.createQuery("SELECT EXISTS (SELECT FROM payout)").mapTo(Boolean.class).one()) {
      return found;
    }
    Bytes32 deployment =
        handle
            .createQuery("SELECT id FROM deployment")
            .mapTo(String.class)
            .findOne()
            .map(Bytes32::new)
            .orElse(new Bytes32("0x" + "0".repeat(64)));
    handle
        .createQuery("SELECT payment_id, nonce FROM payout")
        .map((row, context) ->
            PayoutNonce.of(deployment, row.getString("payment_id"))
                    .text()
                    .equals(row.getString("nonce"))
                ? ""
                : "payout " + row.getString("payment_id") + ": its nonce is not the one it has")
        .stream()
        .filter(line -> !line.isEmpty())
        .forEach(found::add);
    return found;
  }
}
