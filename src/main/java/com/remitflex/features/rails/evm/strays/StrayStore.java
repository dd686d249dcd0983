package com.remitflex.features.rails.evm.strays;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Select;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** The tables of transfers that are not credited. */
final class StrayStore {
  private static final Select<StrayTransfer> NEWEST =
      Select.of(
          "SELECT * FROM stray_transfer ORDER BY seen_at DESC, place LIMIT ?",
          StrayStore::transfer);

  private static final Select<StrayTransfer> TO =
      Select.of(
          """
          SELECT * FROM stray_transfer WHERE network = ? AND recipient = ?
          ORDER BY seen_at DESC, place LIMIT ?
          """,
          StrayStore::transfer);

  private static final Select<StrayCount> COUNTS =
      Select.of(
          "SELECT network, kind, transfers FROM chain_uncredited ORDER BY network, kind",
          row ->
              new StrayCount(
                  row.getString("network"),
                  StrayKind.of(row.getString("kind")),
                  row.getLong("transfers")));

  private StrayStore() {}

  static List<StrayTransfer> newest(Database database, int limit) {
    return database.list(NEWEST, limit);
  }

  static List<StrayTransfer> to(Database database, String network, String address, int limit) {
    return database.list(TO, network, address, limit);
  }

  static List<StrayCount> counts(Database database) {
    return database.list(COUNTS);
  }

  /** Records those that are not recorded, and returns how many. */
  static int record(Handle handle, List<StrayTransfer> transfers) {
    int added = 0;
    for (StrayTransfer one : transfers) {
      added +=
          handle
              .createUpdate(
                  """
                  INSERT INTO stray_transfer (network, kind, place, transaction_hash, log_index,
                    sender, recipient, token, amount, block_height, seen_at)
                  VALUES (:network, :kind, :place, :transaction, :index, :sender, :recipient,
                    :token, :amount, :height, clock_timestamp())
                  ON CONFLICT DO NOTHING
                  """)
              .bind("network", one.network())
              .bind("kind", one.kind().word())
              .bind("place", one.place())
              .bind("transaction", one.transaction().map(Bytes32::text).orElse(null))
              .bind("index", one.logIndex().isPresent() ? (Long) one.logIndex().getAsLong() : null)
              .bind("sender", one.sender().map(EvmAddress::text).orElse(null))
              .bind("recipient", one.recipient().text())
              .bind("token", one.token().map(EvmAddress::text).orElse(null))
              .bind("amount", new BigDecimal(one.amount()))
              .bind("height", one.height())
              .execute();
    }
    return added;
  }

  /** Removes all but the newest ones of a network. */
  static void removeOldest(Handle handle, String network, int kept) {
    handle
        .createUpdate(
            """
            DELETE FROM stray_transfer
            WHERE network = :network AND seen_at < (
              SELECT seen_at FROM stray_transfer WHERE network = :network
              ORDER BY seen_at DESC OFFSET :kept LIMIT 1)
            """)
        .bind("network", network)
        .bind("kept", kept)
        .execute();
  }

  static void count(Handle handle, String network, StrayKind kind, long transfers) {
    if (transfers == 0) {
      return;
    }
    handle
        .createUpdate(
            """
            INSERT INTO chain_uncredited AS u (network, kind, transfers)
            VALUES (:network, :kind, :transfers)
            ON CONFLICT (network, kind) DO UPDATE SET transfers = u.transfers + EXCLUDED.transfers
            """)
        .bind("network", network)
        .bind("kind", kind.word())
        .bind("transfers", transfers)
        .execute();
  }

  private static StrayTransfer transfer(ResultSet row) throws SQLException {
    long index = row.getLong("log_index");
    return new StrayTransfer(
        row.getString("network"),
        StrayKind.of(row.getString("kind")),
        Optional.ofNullable(row.getString("transaction_hash")).map(Bytes32::new),
        row.getString("log_index") == null ? OptionalLong.empty() : OptionalLong.of(index),
        Optional.ofNullable(row.getString("sender")).flatMap(EvmAddress::parse),
        EvmAddress.parse(row.getString("recipient")).orElseThrow(),
        Optional.ofNullable(row.getString("token")).flatMap(EvmAddress::parse),
        row.getBigDecimal("amount").toBigIntegerExact(),
        row.getLong("block_height"),
        row.getTimestamp("seen_at").toInstant());
  }
}
