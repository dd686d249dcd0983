package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.money.Currency;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The tables of transfers to the addresses of this platform. */
final class TransferStore {
  private static final String COLUMNS =
      """
      SELECT network, transaction_hash, log_index, token, currency, sender, recipient,
             amount_minor, block_height, block_hash, state
      FROM chain_transfer
      """;

  private static final Select<FoundTransfer> UNREPORTED =
      Select.of(
          COLUMNS
              + """
               WHERE network = ?
                 AND (reported_state, reported_block) IS DISTINCT FROM (state, block_hash)
               ORDER BY block_height, log_index LIMIT ?
              """,
          TransferStore::transfer);

  private static final Select<FoundTransfer> FINAL_BETWEEN =
      Select.of(
          COLUMNS + " WHERE network = ? AND state = 'final' AND block_height BETWEEN ? AND ?",
          TransferStore::transfer);

  private TransferStore() {}

  /** Stores transfers with their states; a final one stays as it is. */
  static void record(Handle handle, List<FoundTransfer> transfers) {
    if (transfers.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO chain_transfer AS t
              (network, transaction_hash, log_index, token, currency, sender, recipient,
               amount_minor, block_height, block_hash, state)
            VALUES (:network, :transaction, :index, :token, :currency, :sender, :recipient,
                    :amount, :height, :block, :state)
            ON CONFLICT (network, transaction_hash, log_index) DO UPDATE
            SET token = EXCLUDED.token, currency = EXCLUDED.currency, sender = EXCLUDED.sender,
                recipient = EXCLUDED.recipient, amount_minor = EXCLUDED.amount_minor,
                block_height = EXCLUDED.block_height, block_hash = EXCLUDED.block_hash,
                state = EXCLUDED.state
            WHERE t.state <> 'final'
            """);
    for (FoundTransfer one : transfers) {
      batch
          .bind("network", one.id().network())
          .bind("transaction", one.id().transactionHash().text())
          .bind("index", one.id().logIndex())
          .bind("token", one.token().text())
          .bind("currency", one.currency().name())
          .bind("sender", one.sender().text())
          .bind("recipient", one.recipient().text())
          .bind("amount", new BigDecimal(one.amountMinor()))
          .bind("height", one.blockHeight())
          .bind("block", one.blockHash().text())
          .bind("state", one.state().word())
          .add();
    }
    batch.execute();
  }

  /** Drops what was seen from this height on, except in these blocks. */
  static void dropFrom(Handle handle, String network, long height, List<Bytes32> kept) {
    handle
        .createUpdate(
            """
            UPDATE chain_transfer SET state = 'dropped'
            WHERE network = :network AND state = 'seen' AND block_height >= :height
              AND block_hash <> ALL (:kept)
            """)
        .bind("network", network)
        .bind("height", height)
        .bindArray("kept", String.class, kept.stream().map(Bytes32::text).toArray())
        .execute();
  }

  /** The transfers of these transactions that were final when finality was broken. */
  static List<FoundTransfer> finalOnce(
      Handle handle, String network, Collection<Bytes32> transactions) {
    return handle
        .createQuery(
            COLUMNS
                + """
                 WHERE network = :network AND was_final AND transaction_hash = ANY (:transactions)
                 ORDER BY transaction_hash, log_index
                """)
        .bind("network", network)
        .bindArray("transactions", String.class, transactions.stream().map(Bytes32::text).toArray())
        .map((row, context) -> transfer(row))
        .list();
  }

  /** Drops everything above this height, also what was final, until it is found again. */
  static void dropAbove(Handle handle, String network, long height) {
    handle
        .createUpdate(
            """
            UPDATE chain_transfer
            SET state = 'dropped', was_final = was_final OR state = 'final'
            WHERE network = :network AND block_height > :height
            """)
        .bind("network", network)
        .bind("height", height)
        .execute();
  }

  /** Drops what was seen at these heights. */
  static void dropBetween(Handle handle, String network, long from, long to) {
    handle
        .createUpdate(
            """
            UPDATE chain_transfer SET state = 'dropped'
            WHERE network = :network AND state = 'seen' AND block_height BETWEEN :from AND :to
            """)
        .bind("network", network)
        .bind("from", from)
        .bind("to", to)
        .execute();
  }

  /** What was seen at these heights in a stored block of the canonical chain is final. */
  static void finish(Handle handle, String network, long from, long to) {
    handle
        .createUpdate(
            """
            UPDATE chain_transfer t SET state = 'final'
            FROM chain_block b
            WHERE t.network = :network AND t.state = 'seen' AND t.block_height BETWEEN :from AND :to
              AND b.network = t.network AND b.height = t.block_height AND b.hash = t.block_hash
            """)
        .bind("network", network)
        .bind("from", from)
        .bind("to", to)
        .execute();
  }

  /** Transactions in blocks that were read and are final, whose transfers are still `seen`. */
  static List<String> stale(Handle handle, String network) {
    return handle
        .createQuery(
            """
            SELECT t.transaction_hash FROM chain_transfer t
            JOIN chain_network n ON n.name = t.network
            WHERE t.network = :network AND t.state = 'seen' AND t.block_height <= n.final_height
              AND (n.gap_from IS NULL OR t.block_height NOT BETWEEN n.gap_from AND n.gap_to)
            ORDER BY t.block_height LIMIT 10
            """)
        .bind("network", network)
        .mapTo(String.class)
        .list();
  }

  static List<FoundTransfer> finalBetween(Handle handle, String network, long from, long to) {
    return FINAL_BETWEEN.list(handle, network, from, to);
  }

  /** Transfers whose state or block the listener does not know, in the order of the chain. */
  static List<FoundTransfer> unreported(Handle handle, String network, int limit) {
    return UNREPORTED.list(handle, network, limit);
  }

  /** Stores what the listener knows. */
  static void reported(Handle handle, FoundTransfer transfer) {
    handle
        .createUpdate(
            """
            UPDATE chain_transfer SET reported_state = :state, reported_block = :block
            WHERE network = :network AND transaction_hash = :transaction AND log_index = :index
            """)
        .bind("state", transfer.state().word())
        .bind("block", transfer.blockHash().text())
        .bind("network", transfer.id().network())
        .bind("transaction", transfer.id().transactionHash().text())
        .bind("index", transfer.id().logIndex())
        .execute();
  }

  /**
   * Removes what was dropped before the listener knew of it; the last condition is that of the
   * index.
   */
  static void forgetUnknown(Handle handle, String network) {
    handle
        .createUpdate(
            """
            DELETE FROM chain_transfer
            WHERE network = :network AND state = 'dropped' AND reported_state IS NULL
              AND (reported_state, reported_block) IS DISTINCT FROM (state, block_hash)
            """)
        .bind("network", network)
        .execute();
  }

  /** Reads a row with all columns of a transfer. */
  static FoundTransfer transfer(ResultSet row) throws SQLException {
    return new FoundTransfer(
        new TransferId(
            row.getString("network"),
            new Bytes32(row.getString("transaction_hash")),
            row.getLong("log_index")),
        new EvmAddress(row.getString("token")),
        Currency.valueOf(row.getString("currency")),
        new EvmAddress(row.getString("sender")),
        new EvmAddress(row.getString("recipient")),
        row.getBigDecimal("amount_minor").toBigIntegerExact(),
        row.getLong("block_height"),
        new Bytes32(row.getString("block_hash")),
        TransferState.of(row.getString("state")));
  }
}
