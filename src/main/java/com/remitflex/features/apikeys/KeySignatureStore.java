package com.remitflex.features.apikeys;

import com.remitflex.platform.secrets.KeyHasher;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;

/** The row MACs of the api_key table: signs rows under a newer pepper, and checks all rows. */
public final class KeySignatureStore {
  private static final int ROWS_PER_QUERY = 500;

  private final KeyHasher hasher;

  public KeySignatureStore(KeyHasher hasher) {
    this.hasher = hasher;
  }

  /**
   * The number of rows that a step of {@link #signAgain} read and changed, and the last row's ID.
   */
  public record Step(int read, int changed, String lastId) {}

  /** Hashes and signs the rows after this ID under the pepper in use, at most so many. */
  public Step signAgain(Handle handle, String afterId, int max) {
    List<SignedKey> rows = after(handle, afterId, max);
    int changed = 0;
    for (SignedKey row : rows) {
      OptionalInt version = row.pepperVersion(hasher);
      if (version.isPresent() && version.getAsInt() < hasher.current()) {
        changed += signAgain(handle, row, version.getAsInt());
      }
    }
    return new Step(rows.size(), changed, rows.isEmpty() ? afterId : rows.getLast().key().id());
  }

  /** Leaves a row that changed in the meantime: that change was signed under the newer pepper. */
  private int signAgain(Handle handle, SignedKey row, int version) {
    ApiKey key = row.key().hashed(hasher.raised(row.key().hash(), version));
    return handle
        .createUpdate(
            """
            UPDATE api_key SET key_hash = :hash, row_mac = :mac
            WHERE id = :id AND row_mac = :before
            """)
        .bind("hash", key.hash())
        .bind("mac", SignedKey.of(key, hasher).mac())
        .bind("id", key.id())
        .bind("before", row.mac())
        .execute();
  }

  /** One line for each key whose row has no valid MAC. */
  public List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>();
    List<SignedKey> rows = after(handle, "", ROWS_PER_QUERY);
    while (!rows.isEmpty()) {
      for (SignedKey row : rows) {
        if (row.pepperVersion(hasher).isEmpty()) {
          found.add(
              row.key().id()
                  + ": the row of this key was changed or created outside RemitFlex; the key is"
                  + " rejected");
        }
      }
      rows = after(handle, rows.getLast().key().id(), ROWS_PER_QUERY);
    }
    return found;
  }

  static List<SignedKey> after(Handle handle, String id, int max) {
    return handle
        .createQuery("SELECT * FROM api_key WHERE id > :after ORDER BY id LIMIT :max")
        .bind("after", id)
        .bind("max", max)
        .map((row, context) -> SignedKey.read(row))
        .list();
  }
}
