package com.remitflex.features.webhooks.replay;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowInserter;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The webhook_replay table. */
final class ReplayStore implements RowInserter<String, Replay> {
  static final ReplayStore ROWS = new ReplayStore();

  private static final Batch<String> LOAD =
      Batch.<String>statement("SELECT r.* FROM :rows JOIN webhook_replay r ON r.id = v.id")
          .text("id", id -> id)
          .build();

  private static final Batch<Replay> INSERT =
      Batch.<Replay>insert("webhook_replay")
          .text("id", Replay::id)
          .text("account_id", r -> r.head().accountId())
          .text("environment", r -> r.head().environment().word())
          .text("endpoint_id", Replay::endpointId)
          .text("which", r -> r.which().word())
          .bigint("first_seq", Replay::firstSeq)
          .bigint("last_seq", Replay::lastSeq)
          .bigint("next_seq", Replay::nextSeq)
          .bigint("expected", Replay::expected)
          .bigint("replayed", Replay::replayed)
          .time("created_at", Replay::createdAt)
          .build();

  /** The oldest that is open, and that no other node works on. */
  private static final Select<Replay> OPEN =
      Select.of(
          """
          SELECT * FROM webhook_replay WHERE ended_at IS NULL ORDER BY created_at LIMIT 1
          FOR UPDATE SKIP LOCKED
          """,
          ReplayStore::replay);

  private static final Select<Replay> ONE =
      Select.of("SELECT * FROM webhook_replay WHERE id = ?", ReplayStore::replay);

  private ReplayStore() {}

  @Override
  public Map<String, Replay> load(Handle handle, Collection<String> ids) {
    Map<String, Replay> found = new HashMap<>();
    Reads.one(handle, reads -> reads.add(LOAD, Set.copyOf(ids), ReplayStore::replay))
        .forEach(replay -> found.put(replay.id(), replay));
    return found;
  }

  @Override
  public void insert(Writes writes, List<Replay> rows) {
    writes.add(INSERT, rows);
  }

  /** Locks one that is to be worked on; in a transaction. */
  static Optional<Replay> next(Handle handle) {
    return OPEN.find(handle);
  }

  static Optional<Replay> find(Database database, String id) {
    return database.find(ONE, id);
  }

  /** Records a step of a locked replay. */
  static void step(Handle handle, Replay replay, long nextSeq, long replayed, boolean ended) {
    handle
        .createUpdate(
            """
            UPDATE webhook_replay SET next_seq = :next, replayed = replayed + :replayed,
              ended_at = CASE WHEN :ended THEN clock_timestamp() END
            WHERE id = :id
            """)
        .bind("next", nextSeq)
        .bind("replayed", replayed)
        .bind("ended", ended)
        .bind("id", replay.id())
        .execute();
  }

  private static Replay replay(ResultSet row) throws SQLException {
    return new Replay(
        row.getString("id"),
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
        row.getString("endpoint_id"),
        Which.of(row.getString("which")),
        row.getLong("first_seq"),
        row.getLong("last_seq"),
        row.getLong("next_seq"),
        row.getLong("expected"),
        row.getLong("replayed"),
        row.getTimestamp("created_at").toInstant(),
        Optional.ofNullable(row.getTimestamp("ended_at")).map(Timestamp::toInstant));
  }
}
