package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.core.engine.rows.Repository;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The shown_secret table: at most one row per key, written in the transaction of its secret. */
final class ShownSecretStore implements Repository<String, ShownSecret> {
  static final ShownSecretStore ROWS = new ShownSecretStore();

  /** How long a form may show its secret again. */
  private static final String LIFETIME = "interval '5 minutes'";

  private static final Batch<ShownSecret> INSERT =
      columns(Batch.<ShownSecret>insert("shown_secret"));

  private static final Batch<ShownSecret> UPDATE =
      columns(
          Batch.<ShownSecret>statement(
              """
              UPDATE shown_secret s SET token_hash = v.token_hash, sealed = v.sealed,
                created_at = v.created_at
              FROM :rows WHERE s.key_id = v.key_id
              """));

  private static final Batch<ShownSecret> DELETE =
      Batch.<ShownSecret>statement(
              "DELETE FROM shown_secret s USING :rows WHERE s.key_id = v.key_id")
          .text("key_id", ShownSecret::keyId)
          .build();

  private ShownSecretStore() {}

  private static Batch<ShownSecret> columns(Batch.Columns<ShownSecret> columns) {
    return columns
        .text("key_id", ShownSecret::keyId)
        .bytes("token_hash", ShownSecret::tokenHash)
        .bytes("sealed", ShownSecret::encrypted)
        .time("created_at", ShownSecret::createdAt)
        .build();
  }

  /** Locks the rows, so that they are still there when the batch deletes or replaces them. */
  @Override
  public Map<String, ShownSecret> load(Handle handle, Collection<String> keyIds) {
    Map<String, ShownSecret> found = new HashMap<>();
    try (Query query =
        handle.createQuery(
            """
            SELECT * FROM shown_secret WHERE key_id = ANY (:ids) ORDER BY key_id FOR UPDATE
            """)) {
      query
          .bind("ids", keyIds.toArray(String[]::new))
          .map((row, context) ->
              new ShownSecret(
                  row.getString("key_id"),
                  row.getBytes("token_hash"),
                  row.getBytes("sealed"),
                  row.getTimestamp("created_at").toInstant()))
          .forEach(secret -> found.put(secret.keyId(), secret));
    }
    return found;
  }

  @Override
  public void insert(Writes writes, List<ShownSecret> rows) {
    writes.add(INSERT, rows);
  }

  @Override
  public void update(Writes writes, List<ShownSecret> before, List<ShownSecret> after) {
    writes.add(UPDATE, after);
  }

  @Override
  public void delete(Writes writes, List<ShownSecret> rows) {
    writes.add(DELETE, rows);
  }

  /** The encrypted secret of a key, if the form with this token made it within the lifetime. */
  static Optional<byte[]> find(Handle handle, String keyId, byte[] tokenHash) {
    return handle
        .createQuery(
            "SELECT sealed FROM shown_secret WHERE key_id = :id AND token_hash = :hash"
                + " AND created_at > clock_timestamp() - "
                + LIFETIME)
        .bind("id", keyId)
        .bind("hash", tokenHash)
        .mapTo(byte[].class)
        .findOne();
  }

  static void delete(Handle handle, String keyId) {
    handle.createUpdate("DELETE FROM shown_secret WHERE key_id = :id").bind("id", keyId).execute();
  }

  /** Deletes the rows that no form may show any longer, except those that a command has locked. */
  static void deleteExpired(Handle handle) {
    handle.execute(
        "DELETE FROM shown_secret WHERE key_id IN (SELECT key_id FROM shown_secret"
            + " WHERE created_at < clock_timestamp() - "
            + LIFETIME
            + " FOR UPDATE SKIP LOCKED)");
  }
}
