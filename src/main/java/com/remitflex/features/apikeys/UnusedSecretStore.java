package com.remitflex.features.apikeys;

import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.secrets.KeyHasher;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The unused_secret table. A row without a valid MAC is ignored: then all secrets of its key count
 * as used, and only the newest may roll the key.
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
            .bigint("used_generation", UnusedSecrets::newestUsed)
            .bytes("row_mac", one -> hasher.rowMac(one.macParts()))
            .build();
  }

  /** A row; its MAC may be wrong. */
  private record Row(UnusedSecrets secrets, byte[] mac) {
    static Row read(ResultSet row) throws SQLException {
      return new Row(
          new UnusedSecrets(
              row.getString("key_id"), row.getLong("generation"), row.getLong("used_generation")),
          row.getBytes("row_mac"));
    }

    OptionalInt pepperVersion(KeyHasher hasher) {
      return hasher.rowMacVersion(secrets.macParts(), mac);
    }
  }

  /** The unused secrets of each of these keys that has some, by the key's ID. */
  public Map<String, UnusedSecrets> load(Handle handle, Collection<String> keyIds) {
    Map<String, UnusedSecrets> found = new HashMap<>();
    try (Query query =
        handle.createQuery("SELECT * FROM unused_secret WHERE key_id = ANY (:keys)")) {
      query
          .bind("keys", keyIds.toArray(String[]::new))
          .map((row, context) -> Row.read(row))
          .list()
          .stream()
          .filter(row -> row.pepperVersion(hasher).isPresent())
          .forEach(row -> found.put(row.secrets().keyId(), row.secrets()));
    }
    return found;
  }

  /**
   * Whether no secret from this generation on was used so far. The command that records the use
   * decides that under the head. An earlier statement read the key: after a roll in between, the
   * row is of a newer generation, and its newest used secret is still right.
   */
  boolean mayBeFirstUse(Handle handle, String keyId, long generation) {
    return Optional.ofNullable(load(handle, List.of(keyId)).get(keyId))
        .filter(row -> generation > row.newestUsed())
        .isPresent();
  }

  /** Inserts or updates rows. */
  public void upsert(Writes writes, List<UnusedSecrets> rows) {
    writes.add(write, rows);
  }

  public void delete(Writes writes, List<UnusedSecrets> rows) {
    writes.add(DELETE, rows);
  }

  /** Signs again what an older pepper has signed; returns the number of changed rows. */
  public int signAgain(Handle handle) {
    int changed = 0;
    List<Row> rows = after(handle, "");
    while (!rows.isEmpty()) {
      for (Row row : rows) {
        OptionalInt version = row.pepperVersion(hasher);
        if (version.isPresent() && version.getAsInt() < hasher.current()) {
          changed += signAgain(handle, row);
        }
      }
      rows = after(handle, rows.getLast().secrets().keyId());
    }
    return changed;
  }

  /** Leaves a row that changed in the meantime: that change was signed under the newer pepper. */
  private int signAgain(Handle handle, Row row) {
    return handle
        .createUpdate(
            """
            UPDATE unused_secret SET row_mac = :mac WHERE key_id = :key AND row_mac = :before
            """)
        .bind("mac", hasher.rowMac(row.secrets().macParts()))
        .bind("key", row.secrets().keyId())
        .bind("before", row.mac())
        .execute();
  }

  /** One line for each row that has no valid MAC. */
  public List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>();
    List<Row> rows = after(handle, "");
    while (!rows.isEmpty()) {
      for (Row row : rows) {
        if (row.pepperVersion(hasher).isEmpty()) {
          found.add(
              row.secrets().keyId()
                  + ": the row about the unused secrets of this key was changed or created outside"
                  + " RemitFlex and is ignored");
        }
      }
      rows = after(handle, rows.getLast().secrets().keyId());
    }
    return found;
  }

  private static List<Row> after(Handle handle, String keyId) {
    return handle
        .createQuery("SELECT * FROM unused_secret WHERE key_id > :after ORDER BY key_id LIMIT 500")
        .bind("after", keyId)
        .map((row, context) -> Row.read(row))
        .list();
  }
}
