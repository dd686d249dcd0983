package com.remitflex.features.webhooks.cursors;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowInserter;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The webhook_cursor table: up to which event of an account the deliveries exist. The events of an
 * account are numbered without gaps, and none becomes visible late, so that the events after the
 * cursor are exactly those without deliveries.
 */
public final class CursorStore implements RowInserter<HeadId, CursorStore.EventCursor> {
  public static final CursorStore ROWS = new CursorStore();

  /** The number of the last event that has its deliveries. */
  public record EventCursor(HeadId head, long lastSeq) {}

  private static final Batch<HeadId> LOAD =
      heads(
          """
          SELECT c.* FROM :rows JOIN webhook_cursor c ON c.account_id = v.account_id
            AND c.environment = v.environment
          """);

  /** Those that no other node is working on. */
  private static final Batch<HeadId> CLAIM =
      heads(
          """
          SELECT c.* FROM :rows JOIN webhook_cursor c ON c.account_id = v.account_id
            AND c.environment = v.environment
          ORDER BY c.account_id, c.environment FOR UPDATE OF c SKIP LOCKED
          """);

  private static final Batch<EventCursor> INSERT =
      cursors(Batch.<EventCursor>insert("webhook_cursor"));

  private static final Batch<EventCursor> ADVANCE =
      cursors(
          Batch.statement(
              """
              UPDATE webhook_cursor c SET last_seq = v.last_seq FROM :rows
              WHERE c.account_id = v.account_id AND c.environment = v.environment
              """));

  private CursorStore() {}

  private static Batch<HeadId> heads(String sql) {
    return Batch.<HeadId>statement(sql)
        .text("account_id", HeadId::accountId)
        .text("environment", head -> head.environment().word())
        .build();
  }

  private static Batch<EventCursor> cursors(Batch.Columns<EventCursor> columns) {
    return columns
        .text("account_id", c -> c.head().accountId())
        .text("environment", c -> c.head().environment().word())
        .bigint("last_seq", EventCursor::lastSeq)
        .build();
  }

  @Override
  public Map<HeadId, EventCursor> load(Handle handle, Collection<HeadId> heads) {
    Map<HeadId, EventCursor> found = new HashMap<>();
    Reads.one(handle, reads -> reads.add(LOAD, Set.copyOf(heads), CursorStore::cursor))
        .forEach(cursor -> found.put(cursor.head(), cursor));
    return found;
  }

  @Override
  public void insert(Writes writes, List<EventCursor> rows) {
    writes.add(INSERT, rows);
  }

  /** Locks the cursors of these accounts, except those that another transaction holds. */
  public static List<EventCursor> claim(Handle handle, Set<HeadId> heads) {
    return Reads.one(handle, reads -> reads.add(CLAIM, heads, CursorStore::cursor));
  }

  /** Moves locked cursors. */
  public static void advance(Writes writes, List<EventCursor> cursors) {
    writes.add(ADVANCE, cursors);
  }

  /** The number of the last event of an account that has its deliveries; 0 without endpoints. */
  public static long lastSeq(Handle handle, HeadId head) {
    EventCursor cursor = ROWS.load(handle, Set.of(head)).get(head);
    return cursor == null ? 0 : cursor.lastSeq();
  }

  /** The accounts that have a cursor. */
  public static List<HeadId> all(Handle handle) {
    try (Query query = handle.createQuery("SELECT account_id, environment FROM webhook_cursor")) {
      return query.map((row, context) -> head(row)).list();
    }
  }

  /** The accounts that have events after their cursor, for which no other transaction works. */
  public static List<HeadId> behind(Handle handle, int limit) {
    try (Query query =
        handle.createQuery(
            """
            SELECT c.account_id, c.environment FROM webhook_cursor c
            JOIN account_head h ON h.account_id = c.account_id AND h.environment = c.environment
            WHERE h.next_event > c.last_seq + 1 LIMIT :limit
            """)) {
      return query.bind("limit", limit).map((row, context) -> head(row)).list();
    }
  }

  private static EventCursor cursor(ResultSet row) throws SQLException {
    return new EventCursor(head(row), row.getLong("last_seq"));
  }

  private static HeadId head(ResultSet row) throws SQLException {
    return new HeadId(row.getString("account_id"), Environment.of(row.getString("environment")));
  }
}
