package com.remitflex.features.treasury.books;

import com.remitflex.features.rails.evm.follower.FoundTransfer;
import com.remitflex.features.rails.evm.follower.TransferId;
import com.remitflex.features.rails.evm.follower.TransferState;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.money.Currency;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The table of transfers in the treasury ledger. */
public final class BookTransferStore {
  private static final String COLUMNS =
      """
      SELECT network, transaction_hash, log_index, token, currency, sender, recipient,
             amount_minor, block_height, block_hash, is_outgoing, is_incoming, nonces
      FROM treasury_transfer
      """;

  private static final Select<BookTransfer> LEAST_RECENTLY_EXAMINED =
      Select.of(
          COLUMNS
              + """
               WHERE network = ? AND kind IS NULL
               ORDER BY examined_at NULLS FIRST, block_height, log_index LIMIT ?
              """,
          BookTransferStore::transfer);

  private static final Select<BookTransfer> UNMATCHED =
      Select.of(
          COLUMNS
              + """
               WHERE kind IS NULL AND is_outgoing = ?
               ORDER BY network, block_height, log_index LIMIT ?
              """,
          BookTransferStore::transfer);

  private static final Select<BookTransfer> UNMATCHED_OF =
      Select.of(
          COLUMNS
              + " WHERE network = ? AND transaction_hash = ? AND kind IS NULL ORDER BY log_index",
          BookTransferStore::transfer);

  private BookTransferStore() {}

  static void insert(Handle handle, List<BookTransfer> transfers) {
    if (transfers.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO treasury_transfer (network, transaction_hash, log_index, token, currency,
              sender, recipient, amount_minor, block_height, block_hash, is_outgoing, is_incoming,
              nonces)
            VALUES (:network, :transaction, :index, :token, :currency, :sender, :recipient,
              :amount, :height, :block, :outgoing, :incoming, :nonces)
            """);
    for (BookTransfer one : transfers) {
      FoundTransfer found = one.found();
      batch
          .bind("network", one.network())
          .bind("transaction", one.transactionHash())
          .bind("index", found.id().logIndex())
          .bind("token", found.token().text())
          .bind("currency", found.currency().name())
          .bind("sender", found.sender().text())
          .bind("recipient", found.recipient().text())
          .bind("amount", new BigDecimal(found.amountMinor()))
          .bind("height", found.blockHeight())
          .bind("block", found.blockHash().text())
          .bind("outgoing", one.isOutgoing())
          .bind("incoming", one.isIncoming())
          .bindArray("nonces", String.class, one.nonces().stream().map(Bytes32::text).toArray())
          .add();
    }
    batch.execute();
  }

  /** Transfers that belong to nothing yet: those first that were examined the longest ago. */
  public static List<BookTransfer> toExamine(Handle handle, String network, int limit) {
    return LEAST_RECENTLY_EXAMINED.list(handle, network, limit);
  }

  /** Transfers of all networks that belong to nothing: the outgoing ones, or the others. */
  public static List<BookTransfer> unmatched(Handle handle, boolean outgoing, int limit) {
    return UNMATCHED.list(handle, outgoing, limit);
  }

  /** The transfers of a transaction that belong to nothing. */
  public static List<BookTransfer> unmatchedOf(Handle handle, String network, Bytes32 hash) {
    return UNMATCHED_OF.list(handle, network, hash.text());
  }

  /** Stores what a transfer belongs to, unless another transfer belongs to it. */
  public static boolean match(Handle handle, TransferId id, String kind, String subject) {
    return handle
            .createUpdate(
                """
                UPDATE treasury_transfer SET kind = :kind, subject = :subject
                WHERE network = :network AND transaction_hash = :transaction AND log_index = :index
                  AND kind IS NULL
                  AND NOT EXISTS (SELECT FROM treasury_transfer o
                                  WHERE o.kind = :kind AND o.subject = :subject)
                """)
            .bind("kind", kind)
            .bind("subject", subject)
            .bind("network", id.network())
            .bind("transaction", id.transactionHash().text())
            .bind("index", id.logIndex())
            .execute()
        == 1;
  }

  /** Lets others be examined before these. */
  public static void examined(Handle handle, List<BookTransfer> transfers) {
    if (transfers.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            UPDATE treasury_transfer SET examined_at = clock_timestamp()
            WHERE network = :network AND transaction_hash = :transaction AND log_index = :index
            """);
    for (BookTransfer one : transfers) {
      batch
          .bind("network", one.network())
          .bind("transaction", one.transactionHash())
          .bind("index", one.id().logIndex())
          .add();
    }
    batch.execute();
  }

  private static BookTransfer transfer(ResultSet row) throws SQLException {
    FoundTransfer found =
        new FoundTransfer(
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
            TransferState.FINAL);
    Set<Bytes32> nonces =
        Arrays.stream((String[]) row.getArray("nonces").getArray())
            .map(Bytes32::new)
            .collect(Collectors.toSet());
    return new BookTransfer(
        found, row.getBoolean("is_outgoing"), row.getBoolean("is_incoming"), nonces);
  }
}
