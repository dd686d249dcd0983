package com.remitflex.features.compliance.rules;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.PepperMac;
import com.remitflex.platform.secrets.SignedTableStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The review_velocity table. */
final class VelocityStore implements RowSaver<HeadId, Velocity>, RowQuery<HeadId, Velocity> {
  static final VelocityStore ROWS = new VelocityStore();

  private static final Batch<HeadId> LOAD =
      Batch.<HeadId>statement(
              """
              SELECT r.* FROM :rows JOIN review_velocity r
                ON r.account_id = v.account_id AND r.environment = v.environment
              """)
          .text("account_id", HeadId::accountId)
          .text("environment", head -> head.environment().word())
          .build();

  private record Signed(Velocity velocity, byte[] mac) {
    static List<Signed> all(Writes writes, List<Velocity> rows) {
      PepperMac macs = writes.config(PepperMac.class);
      return rows.stream().map(row -> new Signed(row, macs.sign(row.macParts()))).toList();
    }
  }

  /** The row MACs of the table. */
  static final SignedTableStore SIGNED =
      new SignedTableStore(
          "review_velocity",
          SignedTableStore.HEAD,
          "true",
          row -> velocity(row).macParts(),
          key ->
              String.join(" ", key)
                  + ": the counts of velocity rules were changed outside RemitFlex, so these rules"
                  + " hold every payment. Find out who can write to the database, then delete the"
                  + " row in review_velocity");

  private static final Batch<Signed> INSERT = columns(Batch.<Signed>insert("review_velocity"));

  private static final Batch<Signed> UPDATE =
      columns(
          Batch.<Signed>statement(
              """
              UPDATE review_velocity r
              SET hour = v.hour, hour_payments = v.hour_payments, hour_cents = v.hour_cents,
                  day_payments = v.day_payments, day_cents = v.day_cents, row_mac = v.row_mac
              FROM :rows
              WHERE r.account_id = v.account_id AND r.environment = v.environment
              """));

  private VelocityStore() {}

  private static Batch<Signed> columns(Batch.Columns<Signed> columns) {
    return columns
        .text("account_id", row -> row.velocity().head().accountId())
        .text("environment", row -> row.velocity().head().environment().word())
        .time("hour", row -> row.velocity().hour())
        .bigint("hour_payments", row -> row.velocity().hourPayments())
        .bigint("hour_cents", row -> row.velocity().hourCents())
        .bigint("day_payments", row -> row.velocity().dayPayments())
        .bigint("day_cents", row -> row.velocity().dayCents())
        .bytes("row_mac", Signed::mac)
        .build();
  }

  @Override
  public Supplier<Map<HeadId, Velocity>> load(Reads reads, Set<HeadId> keys) {
    Found<Velocity> found = reads.addSigned(LOAD, keys, VelocityStore::checked);
    return () -> found.by(Velocity::head);
  }

  private static Velocity checked(ResultSet row, Handle handle) throws SQLException {
    Velocity velocity = velocity(row);
    return handle.getConfig(PepperMac.class).isValid(row.getBytes("row_mac"), velocity.macParts())
        ? velocity
        : velocity.notAuthentic();
  }

  private static Velocity velocity(ResultSet row) throws SQLException {
    return new Velocity(
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
        row.getTimestamp("hour").toInstant(),
        row.getLong("hour_payments"),
        row.getLong("hour_cents"),
        row.getLong("day_payments"),
        row.getLong("day_cents"),
        true);
  }

  @Override
  public void insert(Writes writes, List<Velocity> rows) {
    writes.add(INSERT, Signed.all(writes, rows));
  }

  @Override
  public void update(Writes writes, List<Velocity> before, List<Velocity> after) {
    writes.add(UPDATE, Signed.all(writes, after));
  }
}
