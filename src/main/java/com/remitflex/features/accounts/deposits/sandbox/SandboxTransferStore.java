package com.remitflex.features.accounts.deposits.sandbox;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowInserter;
import com.remitflex.features.accounts.deposits.DepositKey;
import com.remitflex.features.accounts.deposits.IncomingTransfer;
import com.remitflex.features.accounts.deposits.TransferId;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The sandbox_transfer table: a command writes it, workers claim from it. */
final class SandboxTransferStore implements RowInserter<TransferId, SandboxTransfer> {
  static final SandboxTransferStore ROWS = new SandboxTransferStore();

  /** How long a claim lasts; after it, another worker can claim the transfer. */
  private static final Duration CLAIM = Duration.ofSeconds(15);

  private static final Batch<SandboxTransfer> INSERT =
      Batch.<SandboxTransfer>insert("sandbox_transfer")
          .text("account_id", t -> t.key().head().accountId())
          .text("network", t -> t.transfer().id().network())
          .text("transaction_hash", t -> t.transfer().id().transactionHash())
          .bigint("log_index", t -> t.transfer().id().logIndex())
          .text("sender", t -> t.transfer().sender())
          .text("address", t -> t.transfer().address())
          .text("currency", t -> t.transfer().amount().currency().name())
          .bigint("amount", t -> t.transfer().amount().minor())
          .bool("is_removed", SandboxTransfer::isRemoved)
          .bigint("confirmations", SandboxTransfer::confirmations)
          .time("due_at", SandboxTransfer::dueAt)
          .build();

  private static final Batch<SandboxTransfer> DELETE =
      keyed(
          """
          DELETE FROM sandbox_transfer t USING :rows
          WHERE t.network = v.network AND t.transaction_hash = v.transaction_hash
            AND t.log_index = v.log_index
          """);

  private static final Select<SandboxTransfer> DUE =
      Select.of(
          """
          UPDATE sandbox_transfer t
          SET claimed_until = clock_timestamp() + ? * interval '1 s'
          FROM (
            SELECT ctid FROM sandbox_transfer
            WHERE due_at <= statement_timestamp()
              AND (claimed_until IS NULL OR claimed_until <= statement_timestamp())
            ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED) due
          WHERE t.ctid = due.ctid
          RETURNING t.*
          """,
          SandboxTransferStore::transfer);

  private SandboxTransferStore() {}

  private static Batch<SandboxTransfer> keyed(String sql) {
    return Batch.<SandboxTransfer>statement(sql)
        .text("network", t -> t.transfer().id().network())
        .text("transaction_hash", t -> t.transfer().id().transactionHash())
        .bigint("log_index", t -> t.transfer().id().logIndex())
        .bigint("confirmations", SandboxTransfer::confirmations)
        .build();
  }

  /** A command only adds a transfer, whose hash is its own. */
  @Override
  public Map<TransferId, SandboxTransfer> load(Handle handle, Collection<TransferId> keys) {
    return Map.of();
  }

  @Override
  public void insert(Writes writes, List<SandboxTransfer> rows) {
    writes.add(INSERT, rows);
  }

  /**
   * Claims transfers whose next block is due: no other worker gets them until the claim expires.
   */
  static List<SandboxTransfer> claim(Handle handle, int limit) {
    return DUE.list(handle, CLAIM.toSeconds(), limit);
  }

  /** Records a block of these transfers; the next one is due after this time. */
  static void confirm(Handle handle, List<SandboxTransfer> confirmed, Duration block) {
    keyed(
            """
            UPDATE sandbox_transfer t
            SET confirmations = v.confirmations, claimed_until = NULL,
                due_at = greatest(t.due_at, clock_timestamp() - interval '1 s')
                  + %d * interval '1 ms'
            FROM :rows
            WHERE t.network = v.network AND t.transaction_hash = v.transaction_hash
              AND t.log_index = v.log_index AND t.confirmations < v.confirmations
            """
                .formatted(block.toMillis()))
        .write(handle, confirmed);
  }

  /** Removes transfers about which nothing more is reported. */
  static void delete(Handle handle, List<SandboxTransfer> done) {
    DELETE.write(handle, done);
  }

  private static SandboxTransfer transfer(ResultSet row) throws SQLException {
    return new SandboxTransfer(
        new DepositKey(
            new HeadId(row.getString("account_id"), Environment.SANDBOX),
            new IncomingTransfer(
                new TransferId(
                    row.getString("network"),
                    row.getString("transaction_hash"),
                    row.getLong("log_index")),
                row.getString("sender"),
                row.getString("address"),
                new Money(Currency.valueOf(row.getString("currency")), row.getLong("amount")))),
        row.getBoolean("is_removed"),
        row.getLong("confirmations"),
        row.getTimestamp("due_at").toInstant());
  }
}
