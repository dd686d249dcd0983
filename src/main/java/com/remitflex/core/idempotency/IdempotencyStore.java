package com.remitflex.core.idempotency;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The idempotency table, written in the transaction of the effects of the request. */
public final class IdempotencyStore {
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

  public static Map<IdempotencyRecord.Key, IdempotencyRecord> load(
      Handle handle, Collection<IdempotencyRecord.Key> keys) {
    Map<IdempotencyRecord.Key, IdempotencyRecord> found = new HashMap<>();
    try (Query query =
        handle.createQuery(
            """
            SELECT account_id, environment, key, request_hash, resource_id, status, answer,
                   created_at
            FROM idempotency
            WHERE (account_id, environment, key) IN
              (SELECT * FROM unnest(:accounts::text[], :environments::text[], :keys::text[]))
            """)) {
      query
          .bind("accounts", texts(keys, k -> k.head().accountId()))
          .bind("environments", texts(keys, k -> k.head().environment().word()))
          .bind("keys", texts(keys, IdempotencyRecord.Key::value))
          .map((row, context) ->
              new IdempotencyRecord(
                  new IdempotencyRecord.Key(
                      new HeadId(
                          row.getString("account_id"),
                          Environment.of(row.getString("environment"))),
                      row.getString("key")),
                  row.getBytes("request_hash"),
                  row.getString("resource_id"),
                  row.getInt("status"),
                  Optional.ofNullable(row.getString("answer")),
                  row.getTimestamp("created_at").toInstant()))
          .forEach(record -> found.put(record.key(), record));
    }
    return found;
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

  private static String[] texts(
      Collection<IdempotencyRecord.Key> keys, Function<IdempotencyRecord.Key, String> text) {
    return keys.stream().map(text).toArray(String[]::new);
  }
}
