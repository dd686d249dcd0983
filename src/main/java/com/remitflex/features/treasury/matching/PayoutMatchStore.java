package com.remitflex.features.treasury.matching;

import com.remitflex.core.ledger.Violations;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.platform.money.Currency;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Compares payouts with the transfers in the treasury ledger. */
final class PayoutMatchStore {
  /** The payment's order is in the queue of its rail until the ledger has it. */
  private static final String NOT_BOOKED =
      """
      SELECT p.currency, sum(p.amount_minor) AS amount
      FROM rail_order o JOIN payout p ON p.payment_id = o.payment_id
        JOIN treasury_transfer t ON t.kind = 'payout' AND t.subject = p.payment_id
        JOIN payment m ON m.account_id = p.account_id AND m.environment = 'live'
          AND m.id = p.payment_id
      WHERE m.status NOT IN ('settled', 'delivered')
      GROUP BY p.currency
      """;

  private static final String BOOKED_AHEAD =
      """
      SELECT p.currency, sum(p.amount_minor) AS amount
      FROM payout p LEFT JOIN treasury_book b ON b.network = p.network
        JOIN payment m ON m.account_id = p.account_id AND m.environment = 'live'
          AND m.id = p.payment_id
        LEFT JOIN treasury_transfer t ON t.kind = 'payout' AND t.subject = p.payment_id
      WHERE p.step = 'settled' AND p.block_height > coalesce(b.height, -1)
        AND m.status IN ('settled', 'delivered') AND t.subject IS NULL
      GROUP BY p.currency
      """;

  private static final String WITHOUT_TRANSFER =
      """
      SELECT format('%s on %s is settled with %s %s (minor units), and no recorded transfer'
                    || ' belongs to it', p.payment_id, p.network, p.amount_minor, p.currency)
      FROM payout p JOIN payment m ON m.account_id = p.account_id AND m.environment = 'live'
          AND m.id = p.payment_id
        LEFT JOIN treasury_transfer t ON t.kind = 'payout' AND t.subject = p.payment_id
        LEFT JOIN treasury_book b ON b.network = p.network
        LEFT JOIN treasury_loss l ON l.kind = 'payout' AND l.subject = p.payment_id
      WHERE m.status IN ('settled', 'delivered') AND t.subject IS NULL AND l.subject IS NULL
        AND coalesce(p.block_height, 0) <= coalesce(b.height, -1)
      ORDER BY p.payment_id
      """;

  private static final String OTHER_THAN_TRANSFER =
      """
      SELECT CASE WHEN m.status IN ('failed', 'cancelled')
             THEN format('%s is %s, but its transfer %s was made', t.subject, m.status,
                         t.transaction_hash)
             ELSE format('%s: booked are %s %s (minor units) to %s on %s, but its transfer %s is of'
                         || ' %s %s to %s on %s', t.subject, coalesce(p.amount_minor::text,
                         'nothing'), p.currency, p.recipient, p.network, t.transaction_hash,
                         t.amount_minor, t.currency, t.recipient, t.network) END
      FROM treasury_transfer t
        LEFT JOIN payout p ON p.payment_id = t.subject
        LEFT JOIN payment m ON m.account_id = p.account_id AND m.environment = 'live'
          AND m.id = p.payment_id
      WHERE t.kind = 'payout' AND (m.status IN ('failed', 'cancelled')
        OR (p.amount_minor, p.currency, p.recipient, p.network)
           IS DISTINCT FROM (t.amount_minor, t.currency, t.recipient, t.network))
      ORDER BY t.subject
      """;

  private PayoutMatchStore() {}

  /** The payment whose authorisation has this nonce, if the transfer is the authorised one. */
  static Optional<String> paymentOf(Handle handle, Bytes32 nonce, BookTransfer transfer) {
    return handle
        .createQuery(
            """
            SELECT payment_id FROM payout
            WHERE nonce = :nonce AND network = :network AND token = :token AND treasury = :sender
              AND recipient = :recipient AND currency = :currency AND amount_minor = :amount
            """)
        .bind("nonce", nonce.text())
        .bind("network", transfer.network())
        .bind("token", transfer.found().token().text())
        .bind("sender", transfer.found().sender().text())
        .bind("recipient", transfer.found().recipient().text())
        .bind("currency", transfer.currency().name())
        .bind("amount", new BigDecimal(transfer.amountMinor()))
        .mapTo(String.class)
        .findOne();
  }

  static Map<Currency, BigInteger> notBooked(Handle handle) {
    return sums(handle, NOT_BOOKED);
  }

  static Map<Currency, BigInteger> bookedAhead(Handle handle) {
    return sums(handle, BOOKED_AHEAD);
  }

  static List<String> contradictions(Handle handle) {
    return Violations.of(WITHOUT_TRANSFER, OTHER_THAN_TRANSFER).in(handle);
  }

  private static Map<Currency, BigInteger> sums(Handle handle, String sql) {
    Map<Currency, BigInteger> sums = new EnumMap<>(Currency.class);
    handle
        .createQuery(sql)
        .map((row, context) ->
            Map.entry(
                Currency.valueOf(row.getString("currency")),
                row.getBigDecimal("amount").toBigIntegerExact()))
        .forEach(entry -> sums.put(entry.getKey(), entry.getValue()));
    return sums;
  }
}
