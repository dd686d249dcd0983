package com.remitflex.features.treasury.matching;

import com.remitflex.core.ledger.Violations;
import com.remitflex.features.rails.evm.follower.TransferId;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.money.Currency;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Compares live deposits with the transfers in the treasury ledger. */
final class DepositMatchStore {
  private static final Batch<BookTransfer> FIND =
      Batch.<BookTransfer>statement(
              """
              SELECT v.network, v.transaction_hash, v.log_index, d.id
              FROM :rows JOIN deposit d ON d.environment = 'live' AND d.network = v.network
                AND d.transaction_hash = v.transaction_hash AND d.log_index = v.log_index
                AND d.status <> 'dropped' AND d.address = v.recipient
                AND d.currency = v.currency AND d.amount = v.amount
              """)
          .text("network", BookTransfer::network)
          .text("transaction_hash", BookTransfer::transactionHash)
          .bigint("log_index", one -> one.id().logIndex())
          .text("recipient", one -> one.found().recipient().text())
          .text("currency", one -> one.currency().name())
          .numeric("amount", one -> new BigDecimal(one.amountMinor()))
          .build();

  /** A transfer that was stored before its deposit, and was not examined since. */
  private static final String UNMATCHED_OF_DEPOSIT =
      """
      (SELECT FROM treasury_transfer u
       WHERE u.network = d.network AND u.transaction_hash = d.transaction_hash
         AND u.log_index = d.log_index AND u.kind IS NULL AND u.is_incoming
         AND u.recipient = d.address AND u.currency = d.currency AND u.amount_minor = d.amount)
      """;

  private static final String NOT_CREDITED =
      """
      SELECT d.currency, sum(d.amount) AS amount
      FROM deposit d LEFT JOIN treasury_transfer t ON t.kind = 'deposit' AND t.subject = d.id
      WHERE d.environment = 'live' AND d.status IN ('pending', 'held')
        AND (t.subject IS NOT NULL OR EXISTS
      """
          + UNMATCHED_OF_DEPOSIT
          + ") GROUP BY d.currency";

  private static final String CREDITED_AHEAD =
      """
      SELECT d.currency, sum(d.amount) AS amount
      FROM chain_transfer c LEFT JOIN treasury_book b ON b.network = c.network
        JOIN deposit d ON d.environment = 'live' AND d.network = c.network
          AND d.transaction_hash = c.transaction_hash AND d.log_index = c.log_index
          AND d.status = 'credited'
      WHERE c.state = 'final' AND c.block_height > coalesce(b.height, -1)
      GROUP BY d.currency
      """;

  private static final String WITHOUT_TRANSFER =
      """
      SELECT format('%s on %s is credited with %s %s (minor units), and no recorded transfer'
                    || ' belongs to it', d.id, d.network, d.amount, d.currency)
      FROM deposit d
        LEFT JOIN treasury_transfer t ON t.kind = 'deposit' AND t.subject = d.id
        LEFT JOIN treasury_book b ON b.network = d.network
        LEFT JOIN chain_transfer c ON c.network = d.network AND c.state = 'final'
          AND c.transaction_hash = d.transaction_hash AND c.log_index = d.log_index
          AND c.block_height > coalesce(b.height, -1)
        LEFT JOIN treasury_loss l ON l.kind = 'deposit' AND l.subject = d.id
      WHERE d.environment = 'live' AND d.status = 'credited' AND t.subject IS NULL
        AND c.network IS NULL AND l.subject IS NULL
        AND NOT EXISTS
      """
          + UNMATCHED_OF_DEPOSIT
          + " ORDER BY d.id";

  private static final String OTHER_THAN_TRANSFER =
      """
      SELECT format('%s: booked are %s %s (minor units) to %s on %s, but its transfer %s #%s is of'
                    || ' %s %s to %s on %s',
                    t.subject, coalesce(d.amount::text, 'nothing'), d.currency, d.address,
                    d.network, t.transaction_hash, t.log_index, t.amount_minor, t.currency,
                    t.recipient, t.network)
      FROM treasury_transfer t
        LEFT JOIN deposit d ON d.id = t.subject AND d.environment = 'live'
      WHERE t.kind = 'deposit' AND (d.amount, d.currency, d.address, d.network, d.transaction_hash,
                                    d.log_index)
        IS DISTINCT FROM (t.amount_minor, t.currency, t.recipient, t.network, t.transaction_hash,
                          t.log_index)
      ORDER BY t.subject
      """;

  /** A transfer that belongs to nothing because what is booked differs from it. */
  private static final String SIMILAR =
      """
      SELECT format('%s: booked are %s %s (minor units) to %s, but the transfer %s #%s on %s is of'
                    || ' %s %s to %s', d.id, d.amount, d.currency, d.address, t.transaction_hash,
                    t.log_index, t.network, t.amount_minor, t.currency, t.recipient)
      FROM treasury_transfer t JOIN deposit d ON d.environment = 'live' AND d.network = t.network
        AND d.transaction_hash = t.transaction_hash AND d.log_index = t.log_index
        AND d.status <> 'dropped'
      WHERE t.kind IS NULL AND (d.address, d.currency, d.amount)
        IS DISTINCT FROM (t.recipient, t.currency, t.amount_minor)
      ORDER BY d.id
      """;

  private DepositMatchStore() {}

  static Map<TransferId, String> subjects(Handle handle, List<BookTransfer> transfers) {
    Map<TransferId, String> found = new HashMap<>();
    if (!transfers.isEmpty()) {
      Reads.one(
              handle,
              reads ->
                  reads.add(
                      FIND,
                      Set.copyOf(transfers),
                      row ->
                          Map.entry(
                              new TransferId(
                                  row.getString("network"),
                                  new Bytes32(row.getString("transaction_hash")),
                                  row.getLong("log_index")),
                              row.getString("id"))))
          .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    }
    return found;
  }

  /** Whether another transfer belongs to this deposit. */
  static boolean isTaken(Handle handle, String deposit) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM treasury_transfer
                           WHERE kind = 'deposit' AND subject = :deposit)
            """)
        .bind("deposit", deposit)
        .mapTo(Boolean.class)
        .one();
  }

  static Map<Currency, BigInteger> notCredited(Handle handle) {
    return sums(handle, NOT_CREDITED);
  }

  static Map<Currency, BigInteger> creditedAhead(Handle handle) {
    return sums(handle, CREDITED_AHEAD);
  }

  static List<String> contradictions(Handle handle) {
    return Violations.of(WITHOUT_TRANSFER, OTHER_THAN_TRANSFER, SIMILAR).in(handle);
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
