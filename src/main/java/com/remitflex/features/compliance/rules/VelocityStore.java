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

  private static final Batch<Velocity> INSERT = columns(Batch.<Velocity>insert("review_velocity"));

  private static final Batch<Velocity> UPDATE =
      columns(
          Batch.<Velocity>statement(
              """
              UPDATE review_velocity r
              SET hour = v.hour, hour_payments = v.hour_payments, hour_cents = v.hour_cents,
                  day_payments = v.day_payments, day_cents = v.day_cents
              FROM :rows
              WHERE r.account_id = v.account_id AND r.environment = v.environment
              """));

  private VelocityStore() {}

  private static Batch<Velocity> columns(Batch.Columns<Velocity> columns) {
    return columns
        .text("account_id", row -> row.head().accountId())
        .text("environment", row -> row.head().environment().word())
        .time("hour", Velocity::hour)
        .bigint("hour_payments", Velocity::hourPayments)
        .bigint("hour_cents", Velocity::hourCents)
        .bigint("day_payments", Velocity::dayPayments)
        .bigint("day_cents", Velocity::dayCents)
        .build();
  }

  @Override
  public Supplier<Map<HeadId, Velocity>> load(Reads reads, Set<HeadId> keys) {
    Found<Velocity> found = reads.add(LOAD, keys, VelocityStore::velocity);
    return () -> found.by(Velocity::head);
  }

  private static Velocity velocity(ResultSet row) throws SQLException {
    return new Velocity(
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
        row.getTimestamp("hour").toInstant(),
        row.getLong("hour_payments"),
        row.getLong("hour_cents"),
        row.getLong("day_payments"),
        row.getLong("day_cents"));
  }

  @Override
  public void insert(Writes writes, List<Velocity> rows) {
    writes.add(INSERT, rows);
  }

  @Override
  public void update(Writes writes, List<Velocity> before, List<Velocity> after) {
    writes.add(UPDATE, after);
  }
}
