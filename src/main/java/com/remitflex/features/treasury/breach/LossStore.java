package com.remitflex.features.treasury.breach;

import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.secrets.PepperMac;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What a broken finality has taken away, and the way of the books back to the fork. */
public final class LossStore {
  private record Row(Loss loss, byte[] mac) {}

  private static final Select<Row> ALL =
      Select.of(
          """
          SELECT kind, subject, network, transaction_hash, currency, amount_minor, row_mac
          FROM treasury_loss ORDER BY kind, subject
          """,
          row -> new Row(loss(row), row.getBytes("row_mac")));

  /** A loss counts as long as no transfer takes its place. */
  private static final Select<Row> COUNTING =
      Select.of(
          """
          SELECT kind, subject, network, transaction_hash, currency, amount_minor, row_mac
          FROM treasury_loss l
          WHERE NOT EXISTS (SELECT FROM treasury_transfer t
                            WHERE t.kind = l.kind AND t.subject = l.subject)
          """,
          row -> new Row(loss(row), row.getBytes("row_mac")));

  /** Transfers above the fork on which something that is booked rests. */
  private static final Select<Loss> BOOKED_ABOVE =
      Select.of(
          """
          SELECT t.kind, t.subject, t.network, t.transaction_hash, t.currency, t.amount_minor
          FROM treasury_transfer t
            LEFT JOIN deposit d ON t.kind = 'deposit' AND d.id = t.subject
            LEFT JOIN payout p ON t.kind = 'payout' AND p.payment_id = t.subject
            LEFT JOIN payment m ON m.account_id = p.account_id AND m.environment = 'live'
              AND m.id = p.payment_id
          WHERE t.network = ? AND t.block_height > ?
            AND (d.status = 'credited' OR m.status IN ('settled', 'delivered'))
          ORDER BY t.block_height, t.log_index
          """,
          LossStore::loss);

  private LossStore() {}

  static List<Loss> bookedAbove(Handle handle, String network, long height) {
    return BOOKED_ABOVE.list(handle, network, height);
  }

  /** The losses that are still without a transfer; a row without a valid MAC is none. */
  public static List<Loss> counting(Handle handle) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    return COUNTING.list(handle).stream()
        .filter(row -> macs.isValid(row.mac(), row.loss().macParts()))
        .map(Row::loss)
        .toList();
  }

  /** One line for each row that has no valid MAC. */
  public static List<String> violations(Handle handle) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    return ALL.list(handle).stream()
        .filter(row -> !macs.isValid(row.mac(), row.loss().macParts()))
        .map(row ->
            "the loss of "
                + row.loss().subject()
                + ": the row was changed or created outside RemitFlex; it does not count")
        .toList();
  }

  /** Signs every row that is signed under an older pepper again; returns the number of rows. */
  public static int signAgain(Handle handle) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    int written = 0;
    for (Row row : ALL.list(handle)) {
      List<byte[]> parts = row.loss().macParts();
      if (macs.isValid(row.mac(), parts) && !macs.isCurrent(row.mac(), parts)) {
        written +=
            handle
                .createUpdate(
                    """
                    UPDATE treasury_loss SET row_mac = :mac
                    WHERE kind = :kind AND subject = :subject AND row_mac = :before
                    """)
                .bind("mac", macs.sign(parts))
                .bind("kind", row.loss().kind())
                .bind("subject", row.loss().subject())
                .bind("before", row.mac())
                .execute();
      }
    }
    return written;
  }

  /** Signs and adds a loss, unless it is there. */
  static void insert(Handle handle, Loss loss) {
    handle
        .createUpdate(
            """
            INSERT INTO treasury_loss (kind, subject, network, transaction_hash, currency,
              amount_minor, created_at, row_mac)
            VALUES (:kind, :subject, :network, :transaction, :currency, :amount,
              clock_timestamp(), :mac)
            ON CONFLICT DO NOTHING
            """)
        .bind("kind", loss.kind())
        .bind("subject", loss.subject())
        .bind("network", loss.network())
        .bind("transaction", loss.transactionHash())
        .bind("currency", loss.currency().name())
        .bind("amount", new BigDecimal(loss.amountMinor()))
        .bind("mac", handle.getConfig(PepperMac.class).sign(loss.macParts()))
        .execute();
  }

  /** Takes the books back: their transfers above the fork are to be found again. */
  static void rewindBooks(Handle handle, String network, Block fork) {
    reopenSweeps(handle, network, fork);
    forgetTransfers(handle, network, fork);
    explainHoldings(handle, network, fork);
    rewindBook(handle, network, fork);
  }

  /** Sweeps whose transfer is above the fork are open again. */
  private static void reopenSweeps(Handle handle, String network, Block fork) {
    handle
        .createUpdate(
            """
            UPDATE treasury_sweep s SET state = 'open', ended_at = NULL, transaction_hash = NULL
            FROM treasury_transfer t
            WHERE t.kind = 'sweep' AND t.subject = s.id AND t.network = :network
              AND t.block_height > :height AND s.state = 'done'
              AND NOT EXISTS (SELECT FROM treasury_sweep o WHERE o.network = s.network
                              AND o.token = s.token AND o.address = s.address AND o.state = 'open')
            """)
        .bind("network", network)
        .bind("height", fork.height())
        .execute();
  }

  private static void forgetTransfers(Handle handle, String network, Block fork) {
    handle
        .createUpdate(
            "DELETE FROM treasury_transfer WHERE network = :network AND block_height > :height")
        .bind("network", network)
        .bind("height", fork.height())
        .execute();
  }

  /** What each address should hold, by the transfers that are left. */
  private static void explainHoldings(Handle handle, String network, Block fork) {
    handle
        .createUpdate(
            """
            UPDATE treasury_holding h
            SET explained_minor = h.opening_minor
                  + coalesce((SELECT sum(amount_minor) FROM treasury_transfer t
                              WHERE t.is_incoming AND t.network = h.network AND t.token = h.token
                                AND t.recipient = h.address), 0)
                  - coalesce((SELECT sum(amount_minor) FROM treasury_transfer t
                              WHERE t.is_outgoing AND t.network = h.network AND t.token = h.token
                                AND t.sender = h.address), 0),
                moved_height = least(h.moved_height, :height), balance_height = -1
            WHERE h.network = :network
            """)
        .bind("network", network)
        .bind("height", fork.height())
        .execute();
  }

  private static void rewindBook(Handle handle, String network, Block fork) {
    handle
        .createUpdate(
            """
            UPDATE treasury_book
            SET height = :height, hash = :hash, from_height = least(from_height, :height),
                version = version + 1
            WHERE network = :network AND height > :height
            """)
        .bind("network", network)
        .bind("height", fork.height())
        .bind("hash", fork.hash().text())
        .execute();
  }

  private static Loss loss(ResultSet row) throws SQLException {
    return new Loss(
        row.getString("kind"),
        row.getString("subject"),
        row.getString("network"),
        row.getString("transaction_hash"),
        Currency.valueOf(row.getString("currency")),
        row.getBigDecimal("amount_minor").toBigIntegerExact());
  }
}
