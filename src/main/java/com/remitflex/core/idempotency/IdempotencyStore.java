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

/** The idempotency table, written in the transaction of what the request did. */
public final class IdempotencyStore {
  private static final Batch<IdempotencyRecord> INSERT =
      Batch.<IdempotencyRecord>insert("idempotency")
          .text("account_id", r -> r.key().head().accountId())
          .text("environment", r -> r.key().head().environment().word())
          .text("key", r -> r.key().value())
          .bytes("request_hash", IdempotencyRecord::requestHash)
          .text("resource_id", IdempotencyRecord::resourceId)
          .bigint("status", IdempotencyRecord::status)
          .optionalText("answer", IdempotencyRecord::answer)
          .time("created_at", IdempotencyRecord::createdAt)
          .build();

  private IdempotencyStore() {}

  public static void write(Writes writes, List<IdempotencyRecord> remembered) {
    writes.add(INSERT, remembered);
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
          .forEach(remembered -> found.put(remembered.key(), remembered));
    }
    return found;
  }

  /**
   * Removes the text of answers given from one time to another, that one excluded; answers of how
   * many. What another node is at is left to it.
   */
  static int forgetAnswers(Handle handle, Instant from, Instant to, int most) {
    return handle
        .createUpdate(
            """
            UPDATE idempotency SET answer = NULL
            WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM idempotency
              WHERE created_at >= :from AND created_at < :to AND answer IS NOT NULL
              LIMIT :most FOR UPDATE SKIP LOCKED))
            """)
        .bind("from", from.atOffset(ZoneOffset.UTC))
        .bind("to", to.atOffset(ZoneOffset.UTC))
        .bind("most", most)
        .execute();
  }

  /** Removes keys that were used before a time; answers how many. */
  static int forgetKeys(Handle handle, Instant before, int most) {
    return handle
        .createUpdate(
            """
            DELETE FROM idempotency
            WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM idempotency
              WHERE created_at < :before
              LIMIT :most FOR UPDATE SKIP LOCKED))
            """)
        .bind("before", before.atOffset(ZoneOffset.UTC))
        .bind("most", most)
        .execute();
  }

  private static String[] texts(
      Collection<IdempotencyRecord.Key> keys, Function<IdempotencyRecord.Key, String> text) {
    return keys.stream().map(text).toArray(String[]::new);
  }
}
