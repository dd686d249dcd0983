package com.remitflex.features.apikeys.journal;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The revocation log, as the journal reads it. */
final class JournalStore {
  private JournalStore() {}

  /** A number of the log, and the key that the entry restricts. */
  record Row(long number, String keyId) {}

  /** The newest number. */
  static long last(Handle handle) {
    return handle.createQuery("SELECT last FROM revocation_head").mapTo(Long.class).one();
  }

  /** The entries after this number, oldest first. */
  static List<Row> after(Handle handle, long number, int max) {
    try (Query query =
        handle.createQuery(
            """
            SELECT number, key_id FROM revocation WHERE number > :number
            ORDER BY number LIMIT :max
            """)) {
      return query
          .bind("number", number)
          .bind("max", max)
          .map((row, context) -> new Row(row.getLong("number"), row.getString("key_id")))
          .list();
    }
  }

  /** Lets the log continue after this number, which it had before it was restored. */
  static void raise(Handle handle, long number) {
    handle
        .createUpdate("UPDATE revocation_head SET last = greatest(last, :number)")
        .bind("number", number)
        .execute();
  }
}
