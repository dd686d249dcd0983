package com.remitflex.features.accounts.tiers;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowDeleter;
import com.remitflex.core.engine.rows.RowInserter;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.PepperMac;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The payment_sending table; a row without a valid MAC is loaded as not authentic. */
final class SentPartStore
    implements RowInserter<SentPart.Key, SentPart>, RowDeleter<SentPart.Key, SentPart> {
  static final SentPartStore ROWS = new SentPartStore();

  private record Signed(SentPart part, byte[] mac) {}

  private static final Batch<SentPart.Key> LOAD =
      keys(
          Batch.statement(
              """
              SELECT s.* FROM :rows JOIN payment_sending s
                ON s.payment_id = v.payment_id AND s.account_id = v.account_id
                AND s.environment = v.environment
              """));

  private static final Batch<SentPart.Key> DELETE =
      keys(
          Batch.statement(
              """
              DELETE FROM payment_sending s USING :rows
              WHERE s.payment_id = v.payment_id AND s.account_id = v.account_id
                AND s.environment = v.environment
              """));

  private static final Batch<Signed> INSERT =
      Batch.<Signed>statement(
              """
              INSERT INTO payment_sending
                (account_id, environment, payment_id, day, cents, row_mac)
              SELECT account_id, environment, payment_id, day::date, cents, row_mac FROM :rows
              """)
          .text("account_id", row -> row.part().key().head().accountId())
          .text("environment", row -> row.part().key().head().environment().word())
          .text("payment_id", row -> row.part().key().objectId())
          .text("day", row -> row.part().day().toString())
          .bigint("cents", row -> row.part().cents())
          .bytes("row_mac", Signed::mac)
          .build();

  private SentPartStore() {}

  private static Batch<SentPart.Key> keys(Batch.Columns<SentPart.Key> columns) {
    return columns
        .text("account_id", key -> key.head().accountId())
        .text("environment", key -> key.head().environment().word())
        .text("payment_id", SentPart.Key::objectId)
        .build();
  }

  @Override
  public Map<SentPart.Key, SentPart> load(Handle handle, Collection<SentPart.Key> keys) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    Map<SentPart.Key, SentPart> found = new HashMap<>();
    Reads.one(handle, reads -> reads.add(LOAD, Set.copyOf(keys), row -> read(row, macs)))
        .forEach(part -> found.put(part.key(), part));
    return found;
  }

  static SentPart read(ResultSet row, PepperMac macs) throws SQLException {
    HeadId head =
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment")));
    SentPart part =
        new SentPart(
            new SentPart.Key(head, row.getString("payment_id")),
            LocalDate.parse(row.getString("day")),
            row.getLong("cents"),
            true);
    return macs.isValid(row.getBytes("row_mac"), part.macParts())
        ? part
        : new SentPart(part.key(), part.day(), part.cents(), false);
  }

  @Override
  public void insert(Writes writes, List<SentPart> rows) {
    PepperMac macs = writes.config(PepperMac.class);
    writes.add(
        INSERT, rows.stream().map(part -> new Signed(part, macs.sign(part.macParts()))).toList());
  }

  @Override
  public void delete(Writes writes, List<SentPart> rows) {
    writes.add(DELETE, rows.stream().map(SentPart::key).toList());
  }
}
