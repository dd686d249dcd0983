package com.remitflex.features.apikeys;

import com.remitflex.platform.secrets.KeyHasher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which keys are suspended after a restore. A revoked key stays as it is. */
public final class KeySuspensionStore {
  private static final Logger LOG = LoggerFactory.getLogger(KeySuspensionStore.class);
  private static final int ROWS_PER_QUERY = 500;

  private final KeyHasher hasher;

  public KeySuspensionStore(KeyHasher hasher) {
    this.hasher = hasher;
  }

  /** Suspends the keys that are neither revoked nor suspended; returns their IDs. */
  public List<String> suspendAll(Handle handle) {
    Instant now = handle.createQuery("SELECT now()").mapTo(Instant.class).one();
    List<String> changed = new ArrayList<>();
    List<SignedKey> rows = KeySignatureStore.after(handle, "", ROWS_PER_QUERY);
    while (!rows.isEmpty()) {
      for (SignedKey row : rows) {
        if (!row.key().isSuspended() && set(handle, row, Optional.of(now))) {
          changed.add(row.key().id());
        }
      }
      rows = KeySignatureStore.after(handle, rows.getLast().key().id(), ROWS_PER_QUERY);
    }
    return changed;
  }

  /** Confirms all suspended keys, or the one with this ID; returns the IDs of the changed ones. */
  public List<String> resume(Handle handle, Optional<String> id) {
    List<SignedKey> rows =
        handle
            .createQuery(
                """
                SELECT * FROM api_key
                WHERE suspended_at IS NOT NULL AND id = coalesce(:id, id) ORDER BY id
                """)
            .bind("id", id.orElse(null))
            .map((row, context) -> SignedKey.read(row))
            .list();
    return rows.stream()
        .filter(row -> set(handle, row, Optional.empty()))
        .map(row -> row.key().id())
        .toList();
  }

  /** The number of suspended keys that are not revoked. */
  public static long count(Handle handle) {
    return handle
        .createQuery(
            "SELECT count(*) FROM api_key WHERE suspended_at IS NOT NULL AND state = 'active'")
        .mapTo(Long.class)
        .one();
  }

  /** Leaves a row that changed in the meantime, and one whose MAC is not valid. */
  private boolean set(Handle handle, SignedKey row, Optional<Instant> at) {
    Optional<ApiKey> key = row.verified(hasher).filter(one -> !one.isRevoked());
    if (key.isEmpty()) {
      LOG.debug("{} is not suspended or resumed", row.key().id());
      return false;
    }
    ApiKey changed = key.get().suspended(at);
    return handle
            .createUpdate(
                """
                UPDATE api_key
                SET suspended_at = :at::timestamptz, key_hash = :hash, row_mac = :mac
                WHERE id = :id AND row_mac = :before
                """)
            .bind("at", at.map(Instant::toString).orElse(null))
            .bind("hash", changed.hash())
            .bind("mac", SignedKey.of(changed, hasher).mac())
            .bind("id", changed.id())
            .bind("before", row.mac())
            .execute()
        == 1;
  }
}
