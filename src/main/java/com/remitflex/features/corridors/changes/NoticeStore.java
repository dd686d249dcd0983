package com.remitflex.features.corridors.changes;

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

/** The corridor_notice table: the last change that each account has an event of. */
final class NoticeStore
    implements RowSaver<HeadId, NoticeStore.Notice>, RowQuery<HeadId, NoticeStore.Notice> {
  static final NoticeStore ROWS = new NoticeStore();

  /** The number of the last change that an account has an event of. */
  record Notice(HeadId head, long lastChange) {}

  private static final Batch<HeadId> LOAD =
      Batch.<HeadId>statement(
              """
              SELECT n.* FROM :rows JOIN corridor_notice n ON n.account_id = v.account_id
                AND n.environment = v.environment
              """)
          .text("account_id", HeadId::accountId)
          .text("environment", head -> head.environment().word())
          .build();

  private static final Batch<Notice> INSERT =
      columns(Batch.<Notice>insert("corridor_notice")).build();

  private static final Batch<Notice> UPDATE =
      columns(
              Batch.statement(
                  """
                  UPDATE corridor_notice n SET last_change = v.last_change FROM :rows
                  WHERE n.account_id = v.account_id AND n.environment = v.environment
                  """))
          .build();

  private NoticeStore() {}

  private static Batch.Columns<Notice> columns(Batch.Columns<Notice> columns) {
    return columns
        .text("account_id", notice -> notice.head().accountId())
        .text("environment", notice -> notice.head().environment().word())
        .bigint("last_change", Notice::lastChange);
  }

  @Override
  public Supplier<Map<HeadId, Notice>> load(Reads reads, Set<HeadId> heads) {
    Found<Notice> found = reads.add(LOAD, heads, NoticeStore::notice);
    return () -> found.by(Notice::head);
  }

  @Override
  public void insert(Writes writes, List<Notice> rows) {
    writes.add(INSERT, rows);
  }

  @Override
  public void update(Writes writes, List<Notice> before, List<Notice> after) {
    writes.add(UPDATE, after);
  }

  private static Notice notice(ResultSet row) throws SQLException {
    return new Notice(
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
        row.getLong("last_change"));
  }
}
