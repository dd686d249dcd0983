package com.remitflex.features.compliance.rules;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The review_receiver table. */
final class ReceiverStore
    implements RowSaver<KnownReceiver.Key, KnownReceiver>,
        RowQuery<KnownReceiver.Key, KnownReceiver> {
  static final ReceiverStore ROWS = new ReceiverStore();

  private static final Batch<KnownReceiver.Key> LOAD =
      Batch.<KnownReceiver.Key>statement(
              """
              SELECT r.* FROM :rows JOIN review_receiver r
                ON r.account_id = v.account_id AND r.environment = v.environment
                AND r.receiver = v.receiver
              """)
          .text("account_id", key -> key.head().accountId())
          .text("environment", key -> key.head().environment().word())
          .text("receiver", KnownReceiver.Key::receiver)
          .build();

  /** A rule that is added can add the row at the same time; then it stays as it is. */
  private static final Batch<KnownReceiver> INSERT =
      columns(
          Batch.<KnownReceiver>statement(
              """
              INSERT INTO review_receiver (account_id, environment, receiver, payment_id)
              SELECT account_id, environment, receiver, payment_id FROM :rows
              ON CONFLICT (account_id, environment, receiver)
              DO UPDATE SET payment_id = review_receiver.payment_id
              """));

  private static final Batch<KnownReceiver> UPDATE =
      columns(
          Batch.<KnownReceiver>statement(
              """
              UPDATE review_receiver r SET payment_id = v.payment_id FROM :rows
              WHERE r.account_id = v.account_id AND r.environment = v.environment
                AND r.receiver = v.receiver
              """));

  private ReceiverStore() {}

  private static Batch<KnownReceiver> columns(Batch.Columns<KnownReceiver> columns) {
    return columns
        .text("account_id", row -> row.key().head().accountId())
        .text("environment", row -> row.key().head().environment().word())
        .text("receiver", row -> row.key().receiver())
        .text("payment_id", KnownReceiver::paymentId)
        .build();
  }

  @Override
  public Supplier<Map<KnownReceiver.Key, KnownReceiver>> load(
      Reads reads, Set<KnownReceiver.Key> keys) {
    Found<KnownReceiver> found = reads.add(LOAD, keys, ReceiverStore::known);
    return () -> found.by(KnownReceiver::key);
  }

  private static KnownReceiver known(ResultSet row) throws SQLException {
    HeadId head =
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment")));
    return new KnownReceiver(
        new KnownReceiver.Key(head, row.getString("receiver")), row.getString("payment_id"));
  }

  @Override
  public void insert(Writes writes, List<KnownReceiver> rows) {
    writes.add(INSERT, rows);
  }

  @Override
  public void update(Writes writes, List<KnownReceiver> before, List<KnownReceiver> after) {
    writes.add(UPDATE, after);
  }

  /**
   * Adds the receivers of all payments of an environment that have left the platform: reads the
   * whole table of payments once.
   */
  static void addPaid(Handle handle, Environment environment) {
    handle.execute("SET LOCAL statement_timeout = 0");
    handle
        .createUpdate(
            """
            INSERT INTO review_receiver (account_id, environment, receiver, payment_id)
            SELECT account_id, environment, encode(sha256(convert_to(upper(receiver), 'UTF8')),
                   'hex'), min(id)
            FROM (
              SELECT account_id, environment, id,
                CASE WHEN wallet IS NOT NULL THEN 'wallet ' || wallet
                     ELSE 'bank ' || (recipient ->> 'bank_country') || ' '
                       || (recipient ->> 'account_number') END AS receiver
              FROM payment
              WHERE environment = :environment AND status IN ('processing', 'settled', 'delivered')
                AND (wallet IS NOT NULL OR recipient IS NOT NULL)) paid
            GROUP BY account_id, environment, receiver
            ON CONFLICT (account_id, environment, receiver) DO NOTHING
            """)
        .bind("environment", environment.word())
        .execute();
  }
}
