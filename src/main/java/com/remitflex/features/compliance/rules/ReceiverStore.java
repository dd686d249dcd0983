package com.remitflex.features.compliance.rules;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.PepperMac;
import com.remitflex.platform.secrets.SignedTableStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

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

  private record Signed(KnownReceiver known, byte[] mac) {
    static List<Signed> all(List<KnownReceiver> rows, PepperMac macs) {
      return rows.stream().map(row -> new Signed(row, macs.sign(row.key().macParts()))).toList();
    }
  }

  /** The row MACs of the table. */
  static final SignedTableStore SIGNED =
      SignedTableStore.of(
          "review_receiver",
          "receiver",
          row -> known(row).key().macParts(),
          key ->
              key.getFirst()
                  + " "
                  + key.get(1)
                  + ": a known receiver ("
                  + key.getLast().substring(0, Math.min(8, key.getLast().length()))
                  + "…) was added outside RemitFlex, and counts as new");

  /** A rule that is added can add the row at the same time. */
  private static final Batch<Signed> INSERT =
      columns(
          Batch.<Signed>statement(
              """
              INSERT INTO review_receiver
                (account_id, environment, receiver, payment_id, row_mac)
              SELECT account_id, environment, receiver, payment_id, row_mac FROM :rows
              ON CONFLICT (account_id, environment, receiver)
              DO UPDATE SET row_mac = excluded.row_mac
              """));

  private static final Batch<Signed> UPDATE =
      columns(
          Batch.<Signed>statement(
              """
              UPDATE review_receiver r
              SET payment_id = v.payment_id, row_mac = v.row_mac FROM :rows
              WHERE r.account_id = v.account_id AND r.environment = v.environment
                AND r.receiver = v.receiver
              """));

  private static final int ROWS_PER_WRITE = 1_000;

  /** Each receiver once; of an off-ramp, the bank's code or routing number. */
  private static final String PAID =
      """
      SELECT account_id, environment, min(id) AS id, wallet, country, account, code
      FROM (
        SELECT account_id, environment, id, wallet, to_bank ->> 'bank_country' AS country,
          to_bank ->> 'account_number' AS account,
          coalesce(to_bank ->> 'routing_number', to_bank ->> 'bank_code') AS code
        FROM (SELECT *, coalesce(recipient, bank_account) AS to_bank FROM payment) p
        WHERE environment = :environment
          AND status IN ('processing', 'settled', 'delivered', 'returned')
          AND (wallet IS NOT NULL OR to_bank IS NOT NULL)) paid
      GROUP BY account_id, environment, wallet, country, account, code
      """;

  private ReceiverStore() {}

  private static Batch<Signed> columns(Batch.Columns<Signed> columns) {
    return columns
        .text("account_id", row -> row.known().key().head().accountId())
        .text("environment", row -> row.known().key().head().environment().word())
        .text("receiver", row -> row.known().key().receiver())
        .text("payment_id", row -> row.known().paymentId())
        .bytes("row_mac", Signed::mac)
        .build();
  }

  @Override
  public Supplier<Map<KnownReceiver.Key, KnownReceiver>> load(
      Reads reads, Set<KnownReceiver.Key> keys) {
    Found<KnownReceiver> found = reads.addSigned(LOAD, keys, ReceiverStore::checked);
    return () -> found.by(KnownReceiver::key);
  }

  private static KnownReceiver checked(ResultSet row, Handle handle) throws SQLException {
    KnownReceiver known = known(row);
    boolean authentic =
        handle.getConfig(PepperMac.class).isValid(row.getBytes("row_mac"), known.key().macParts());
    return new KnownReceiver(known.key(), known.paymentId(), authentic);
  }

  private static KnownReceiver known(ResultSet row) throws SQLException {
    HeadId head =
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment")));
    return new KnownReceiver(
        new KnownReceiver.Key(head, row.getString("receiver")), row.getString("payment_id"));
  }

  @Override
  public void insert(Writes writes, List<KnownReceiver> rows) {
    writes.add(INSERT, Signed.all(rows, writes.config(PepperMac.class)));
  }

  @Override
  public void update(Writes writes, List<KnownReceiver> before, List<KnownReceiver> after) {
    writes.add(UPDATE, Signed.all(after, writes.config(PepperMac.class)));
  }

  /**
   * Adds the receivers of all payments of an environment that have left the platform: reads the
   * whole table of payments once.
   */
  static void addPaid(Handle handle, Environment environment) {
    Database.liftTimeLimits(handle);
    PepperMac macs = handle.getConfig(PepperMac.class);
    List<KnownReceiver> chunk = new ArrayList<>();
    try (Query query = handle.createQuery(PAID);
        Stream<KnownReceiver> paid =
            query
                .setFetchSize(ROWS_PER_WRITE)
                .bind("environment", environment.word())
                .map((row, context) -> paid(row))
                .stream()) {
      paid.forEach(receiver -> {
        chunk.add(receiver);
        if (chunk.size() == ROWS_PER_WRITE) {
          INSERT.write(handle, Signed.all(chunk, macs));
          chunk.clear();
        }
      });
    }
    INSERT.write(handle, Signed.all(chunk, macs));
  }

  private static KnownReceiver paid(ResultSet row) throws SQLException {
    HeadId head =
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment")));
    String wallet = row.getString("wallet");
    String text =
        wallet == null
            ? KnownReceiver.bank(
                row.getString("country"),
                row.getString("account"),
                Optional.ofNullable(row.getString("code")).orElse(""))
            : KnownReceiver.wallet(wallet);
    return new KnownReceiver(KnownReceiver.key(head, text), row.getString("id"));
  }
}
