package com.remitflex.features.apikeys;

import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.secrets.KeyHasher;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The unused_secret table. A row whose MAC does not fit, or fits only a pepper that is no longer
 * accepted, is ignored: its key then counts as used, and only its newest secret may roll it.
 */
public final class UnusedSecretStore {
  private final KeyHasher hasher;
  private final Batch<UnusedSecrets> write;

  private static final Batch<UnusedSecrets> DELETE =
      Batch.<UnusedSecrets>statement(
              "DELETE FROM unused_secret s USING :rows WHERE s.key_id = v.key_id")
          .text("key_id", UnusedSecrets::keyId)
          .build();

  public UnusedSecretStore(KeyHasher hasher) {
    this.hasher = hasher;
    this.write =
        Batch.<UnusedSecrets>statement(
                """
                INSERT INTO unused_secret (key_id, generation, used_generation, row_mac)
                SELECT key_id, generation, used_generation, row_mac FROM :rows
                ON CONFLICT (key_id) DO UPDATE
                SET generation = excluded.generation, used_generation = excluded.used_generation,
                    row_mac = excluded.row_mac
                """)
            .text("key_id", UnusedSecrets::keyId)
            .bigint("generation", UnusedSecrets::generation)
            .bigint("used_generation", UnusedSecrets::used)
            .bytes("row_mac", one -> hasher.rowMac(one.sealed()))
            .build();
  }

  private record Row(UnusedSecrets secrets, byte[] mac) {}

  /** What is known of those of the keys that have unused secrets, by the key's id. */
  public Map<String, UnusedSecrets> load(Handle handle, Collection<String> keyIds) {
    Map<String, UnusedSecrets> found = new HashMap<>();
    try (Query query =
        handle.createQuery("SELECT * FROM unused_secret WHERE key_id = ANY (:keys)")) {
      query
          .bind("keys", keyIds.toArray(String[]::new))
          .map((row, context) ->
              new Row(
                  new UnusedSecrets(
                      row.getString("key_id"),
                      row.getLong("generation"),
                      row.getLong("used_generation")),
                  row.getBytes("row_mac")))
          .list()
          .stream()
          .filter(row -> hasher.rowMacVersion(row.secrets().sealed(), row.mac()).isPresent())
          .forEach(row -> found.put(row.secrets().keyId(), row.secrets()));
    }
    return found;
  }

  /**
   * Whether the use of a secret may be the first one of it and of every newer one; the command that
   * records it decides under the head. The key was read before, by a statement of its own: a roll
   * in between leaves a row that belongs to the newer key, and still says which secret was used.
   */
  boolean mayBeFirstUse(Handle handle, String keyId, long generation) {
    return Optional.ofNullable(load(handle, List.of(keyId)).get(keyId))
        .filter(row -> generation > row.used())
        .isPresent();
  }

  /** Writes rows, whether or not their keys have one. */
  public void write(Writes writes, List<UnusedSecrets> rows) {
    writes.add(write, rows);
  }

  public void delete(Writes writes, List<UnusedSecrets> rows) {
    writes.add(DELETE, rows);
  }
}
