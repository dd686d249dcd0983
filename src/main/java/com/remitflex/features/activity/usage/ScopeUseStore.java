package com.remitflex.features.activity.usage;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.Batch;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The key_scope_use table: when each key last sent a request that required a scope. */
final class ScopeUseStore {
  /** The last request of a key that required this scope. */
  record LastUse(String keyId, Scope scope, Instant at) {
    /** The later one of two uses of the same key and scope. */
    LastUse later(LastUse other) {
      return at.isAfter(other.at) ? this : other;
    }
  }

  private static final Batch<LastUse> ADD =
      Batch.<LastUse>statement(
              """
              INSERT INTO key_scope_use AS k (key_id, scope, last_at)
              SELECT key_id, scope, last_at FROM :rows ORDER BY key_id, scope
              ON CONFLICT (key_id, scope) DO UPDATE
              SET last_at = greatest(k.last_at, excluded.last_at)
              """)
          .text("key_id", LastUse::keyId)
          .text("scope", use -> use.scope().word())
          .time("last_at", LastUse::at)
          .build();

  private ScopeUseStore() {}

  static void add(Handle handle, Collection<LastUse> uses) {
    ADD.write(handle, List.copyOf(uses));
  }

  static List<LastUse> find(Handle handle, Collection<String> keyIds) {
    try (Query query =
        handle.createQuery("SELECT * FROM key_scope_use WHERE key_id = ANY (:keys)")) {
      return query
          .bind("keys", keyIds.toArray(String[]::new))
          .map((row, context) ->
              new LastUse(
                  row.getString("key_id"),
                  Scope.find(row.getString("scope")).orElseThrow(),
                  row.getTimestamp("last_at").toInstant()))
          .list();
    }
  }
}
