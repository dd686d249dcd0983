package com.remitflex.features.accounts.deposits.unknown;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.deposits.TransferId;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The unknown_transfer table. */
final class UnknownTransferStore {
  private static final Select<UnknownTransfer> NEWEST =
      Select.of(
          "SELECT * FROM unknown_transfer ORDER BY seen_at DESC LIMIT ?",
          UnknownTransferStore::transfer);

  private UnknownTransferStore() {}

  /** Records a transfer, unless it is recorded. */
  static void record(Handle handle, UnknownTransfer transfer) {
    handle
        .createUpdate(
            """
            INSERT INTO unknown_transfer (environment, network, transaction_hash, log_index,
              account_id, sender, address, token, amount, seen_at)
            VALUES (:environment, :network, :hash, :index, :account, :sender, :address, :token,
              :amount, clock_timestamp())
            ON CONFLICT DO NOTHING
            """)
        .bind("environment", transfer.head().environment().word())
        .bind("network", transfer.id().network())
        .bind("hash", transfer.id().transactionHash())
        .bind("index", transfer.id().logIndex())
        .bind("account", transfer.head().accountId())
        .bind("sender", transfer.sender())
        .bind("address", transfer.address())
        .bind("token", transfer.token())
        .bind("amount", transfer.amount())
        .execute();
  }

  static List<UnknownTransfer> newest(Database database, int limit) {
    return database.list(NEWEST, limit);
  }

  private static UnknownTransfer transfer(ResultSet row) throws SQLException {
    return new UnknownTransfer(
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
        new TransferId(
            row.getString("network"), row.getString("transaction_hash"), row.getLong("log_index")),
        row.getString("sender"),
        row.getString("address"),
        row.getString("token"),
        row.getString("amount"),
        row.getTimestamp("seen_at").toInstant());
  }
}
