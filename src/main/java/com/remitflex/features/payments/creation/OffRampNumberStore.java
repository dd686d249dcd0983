package com.remitflex.features.payments.creation;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The off_ramp_number table. */
public final class OffRampNumberStore
    implements RowSaver<HeadId, OffRampNumber>, RowQuery<HeadId, OffRampNumber> {
  public static final OffRampNumberStore ROWS = new OffRampNumberStore();

  private static final Batch<HeadId> LOAD =
      Batch.<HeadId>statement(
              """
              SELECT n.* FROM :rows
              JOIN off_ramp_number n ON n.account_id = v.account_id
                AND n.environment = v.environment
              """)
          .text("account_id", HeadId::accountId)
          .text("environment", head -> head.environment().word())
          .build();

  private static final Batch<OffRampNumber> INSERT =
      columns(Batch.<OffRampNumber>insert("off_ramp_number"));

  private static final Batch<OffRampNumber> UPDATE =
      columns(
          Batch.<OffRampNumber>statement(
              """
              UPDATE off_ramp_number n SET last = v.last FROM :rows
              WHERE n.account_id = v.account_id AND n.environment = v.environment
              """));

  private OffRampNumberStore() {}

  private static Batch<OffRampNumber> columns(Batch.Columns<OffRampNumber> columns) {
    return columns
        .text("account_id", n -> n.head().accountId())
        .text("environment", n -> n.head().environment().word())
        .bigint("last", OffRampNumber::last)
        .build();
  }

  @Override
  public Supplier<Map<HeadId, OffRampNumber>> load(Reads reads, Set<HeadId> heads) {
    Reads.Found<OffRampNumber> found = reads.add(LOAD, heads, OffRampNumberStore::number);
    return () -> found.by(OffRampNumber::head);
  }

  private static OffRampNumber number(ResultSet row) throws SQLException {
    return new OffRampNumber(
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
        row.getLong("last"));
  }

  @Override
  public void insert(Writes writes, List<OffRampNumber> rows) {
    writes.add(INSERT, rows);
  }

  @Override
  public void update(Writes writes, List<OffRampNumber> before, List<OffRampNumber> after) {
    writes.add(UPDATE, after);
  }
}
