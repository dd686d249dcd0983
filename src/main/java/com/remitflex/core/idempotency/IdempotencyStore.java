package com.remitflex.core.idempotency;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The idempotency table, written in the transaction of the effects of the request. */
public final class IdempotencyStore {
  private static final Batch<IdempotencyRecord.Key> LOAD =
      Batch.<IdempotencyRecord.Key>statement(
              """
              SELECT i.* FROM :rows
              JOIN idempotency i ON i.key = v.key AND i.account_id = v.account_id
                AND i.environment = v.environment
              """)
          .text("account_id", k -> k.head().accountId())
          .text("environment", k -> k.head().environment().word())
          .text("key", IdempotencyRecord.Key::value)
          .build();

  private static final Batch<IdempotencyRecord> INSERT =
      Batch.<IdempotencyRecord>insert("idempotency")
          .text("account_id", r -> r.key().head().accountId())
          .text("environment", r -> r.key().head().environment().word())
          .text("key", r -> r.key().value())
          .bytes("request_hash", IdempotencyRecord::requestHash)
          .text("resource_id", IdempotencyRecord::resourceId)
          .bigint("status", IdempotencyRecord::status)
          .optionalText("answer", IdempotencyRecord::response)
          .time("created_at", IdempotencyRecord::createdAt)
          .build();

  private IdempotencyStore() {}

  public static void write(Writes writes, List<IdempotencyRecord> records) {
    writes.add(INSERT, records);
  }

  /** The records with these keys that exist. */
  public static Found<IdempotencyRecord> load(Reads reads, Set<IdempotencyRecord.Key> keys) {
    return reads.add(LOAD, keys, IdempotencyStore::record);
  }

  /** As {@link #load(Reads, Set)}, by itself. */
  public static List<IdempotencyRecord> load(Handle handle, Set<IdempotencyRecord.Key> keys) {
    return Reads.one(handle, reads -> load(reads, keys));
  }

  private static IdempotencyRecord record(ResultSet row) throws SQLException {
    return new IdempotencyRecord(
        new IdempotencyRecord.Key(
            new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
            row.getString("key")),
        row.getBytes("request_hash"),
        row.getString("resource_id"),
        row.getInt("status"),
        Optional.ofNullable(row.getString("answer")),
        row.getTimestamp("created_at").toInstant());
  }

  /**
   * Deletes the responses of one time range and returns how many; skips rows that another node has
   * locked.
   *
   * @param to exclusive
   */
  static int deleteResponses(Handle handle, Instant from, Instant to, int limit) {
    return handle
        .createUpdate(
            """
            UPDATE idempotency SET answer = NULL
            WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM idempotency
              WHERE created_at >= :from AND created_at < :to AND answer IS NOT NULL
              LIMIT :limit FOR UPDATE SKIP LOCKED))
            """)
        .bind("from", from.atOffset(ZoneOffset.UTC))
        .bind("to", to.atOffset(ZoneOffset.UTC))
        .bind("limit", limit)
        .execute();
  }

  /**
   * Whether a key was first used in this time range, with a response or without.
   *
   * @param to exclusive
   */
  static boolean isAnyKeyIn(Handle handle, Instant from, Instant to) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (
              SELECT FROM idempotency WHERE created_at >= :from AND created_at < :to)
            """)
        .bind("from", from.atOffset(ZoneOffset.UTC))
        .bind("to", to.atOffset(ZoneOffset.UTC))
        .mapTo(Boolean.class)
        .one();
  }

  /** Deletes keys that were first used before a time; returns how many. */
  static int deleteKeys(Handle handle, Instant before, int limit) {
    return handle
        .createUpdate(
            """
            DELETE FROM idempotency
            WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM idempotency
              WHERE created_at < :before
              LIMIT :limit FOR UPDATE SKIP LOCKED))
            """)
        .bind("before", before.atOffset(ZoneOffset.UTC))
        .bind("limit", limit)
        .execute();
  }
}
