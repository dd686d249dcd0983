package com.remitflex.features.accounts.tiers;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowSaver;
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
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The account_sending table; a row without a valid MAC is loaded as not authentic. */
final class SentStore implements RowSaver<HeadId, Sent> {
  static final SentStore ROWS = new SentStore();

  private record Signed(Sent sent, byte[] mac) {}

  private static final Batch<HeadId> LOAD =
      Batch.<HeadId>statement(
              """
              SELECT s.* FROM :rows JOIN account_sending s
                ON s.account_id = v.account_id AND s.environment = v.environment
              """)
          .text("account_id", HeadId::accountId)
          .text("environment", head -> head.environment().word())
          .build();

  private static final Batch<Signed> INSERT =
      columns(
          Batch.<Signed>statement(
              """
              INSERT INTO account_sending
                (account_id, environment, day, day_cents, month_cents, row_mac)
              SELECT account_id, environment, day::date, day_cents, month_cents, row_mac
              FROM :rows
              """));

  private static final Batch<Signed> UPDATE =
      columns(
          Batch.<Signed>statement(
              """
              UPDATE account_sending s
              SET day = v.day::date, day_cents = v.day_cents, month_cents = v.month_cents,
                  row_mac = v.row_mac
              FROM :rows
              WHERE s.account_id = v.account_id AND s.environment = v.environment
              """));

  private SentStore() {}

  private static Batch<Signed> columns(Batch.Columns<Signed> columns) {
    return columns
        .text("account_id", row -> row.sent().head().accountId())
        .text("environment", row -> row.sent().head().environment().word())
        .text("day", row -> row.sent().day().toString())
        .bigint("day_cents", row -> row.sent().dayCents())
        .bigint("month_cents", row -> row.sent().monthCents())
        .bytes("row_mac", Signed::mac)
        .build();
  }

  @Override
  public Map<HeadId, Sent> load(Handle handle, Collection<HeadId> keys) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    Map<HeadId, Sent> found = new HashMap<>();
    Reads.one(handle, reads -> reads.add(LOAD, Set.copyOf(keys), row -> read(row, macs)))
        .forEach(sent -> found.put(sent.head(), sent));
    return found;
  }

  static Optional<Sent> find(Handle handle, HeadId head) {
    return Optional.ofNullable(ROWS.load(handle, List.of(head)).get(head));
  }

  static Sent read(ResultSet row, PepperMac macs) throws SQLException {
    Sent sent =
        new Sent(
            new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
            LocalDate.parse(row.getString("day")),
            row.getLong("day_cents"),
            row.getLong("month_cents"),
            true);
    return macs.isValid(row.getBytes("row_mac"), sent.macParts())
        ? sent
        : new Sent(sent.head(), sent.day(), sent.dayCents(), sent.monthCents(), false);
  }

  @Override
  public void insert(Writes writes, List<Sent> rows) {
    writes.add(INSERT, signed(writes, rows));
  }

  @Override
  public void update(Writes writes, List<Sent> before, List<Sent> after) {
    writes.add(UPDATE, signed(writes, after));
  }

  private static List<Signed> signed(Writes writes, List<Sent> rows) {
    PepperMac macs = writes.config(PepperMac.class);
    return rows.stream().map(sent -> new Signed(sent, macs.sign(sent.macParts()))).toList();
  }
}
