package com.remitflex.features.apikeys;

import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.secrets.KeyHasher;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The retired_secret table; a row without a valid MAC is ignored. */
public final class RetiredSecretStore {
  private static final Batch<SignedSecret> INSERT =
      Batch.<SignedSecret>insert("retired_secret")
          .bytes("key_hash", row -> row.secret().hash())
          .text("key_id", row -> row.secret().keyId())
          .bigint("generation", row -> row.secret().generation())
          .text("display", row -> row.secret().display())
          .time("retired_at", row -> row.secret().retiredAt())
          .bigint("grace_seconds", row -> row.secret().grace().toSeconds())
          .optionalBigint("quiet_hours", row -> row.secret().quietHours())
          .optionalTime("ends_at", row -> row.secret().endsAt())
          .bytes("row_mac", SignedSecret::mac)
          .build();

  private static final Batch<SignedSecret> UPDATE_END =
      Batch.<SignedSecret>statement(
              """
              UPDATE retired_secret s
              SET ends_at = v.ends_at, key_hash = v.key_hash, row_mac = v.row_mac
              FROM :rows WHERE s.key_id = v.key_id AND s.generation = v.generation
              """)
          .text("key_id", row -> row.secret().keyId())
          .bigint("generation", row -> row.secret().generation())
          .bytes("key_hash", row -> row.secret().hash())
          .optionalTime("ends_at", row -> row.secret().endsAt())
          .bytes("row_mac", SignedSecret::mac)
          .build();

  private final KeyHasher hasher;

  public RetiredSecretStore(KeyHasher hasher) {
    this.hasher = hasher;
  }

  /** A row with its MAC, which may not be valid. */
  private record SignedSecret(RetiredSecret secret, byte[] mac) {
    static SignedSecret of(RetiredSecret secret, KeyHasher hasher) {
      return new SignedSecret(secret, hasher.rowMac(secret.macParts()));
    }

    OptionalInt pepperVersion(KeyHasher hasher) {
      return hasher.rowMacVersion(secret.macParts(), mac);
    }

    /** The secret with its hash under the pepper in use; empty when the MAC is not valid. */
    Optional<RetiredSecret> verified(KeyHasher hasher) {
      OptionalInt version = pepperVersion(hasher);
      return version.isEmpty()
          ? Optional.empty()
          : Optional.of(secret.hashed(hasher.raised(secret.hash(), version.getAsInt())));
    }
  }

  Optional<RetiredSecret> byHash(Handle handle, List<byte[]> hashes) {
    try (Query query =
        handle.createQuery("SELECT * FROM retired_secret WHERE key_hash IN (<hashes>)")) {
      return secrets(query.bindList("hashes", hashes)).stream()
          .filter(secret -> KeyStore.isAmong(secret.hash(), hashes))
          .findFirst();
    }
  }

  /** Whether the grace period of a secret older than this generation has not begun. */
  static boolean isAnyWaiting(Handle handle, String keyId, long generation) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT 1 FROM retired_secret
                           WHERE key_id = :key AND generation < :generation AND ends_at IS NULL)
            """)
        .bind("key", keyId)
        .bind("generation", generation)
        .mapTo(Boolean.class)
        .one();
  }

  /** The secrets of these keys whose grace period is not over, oldest first. */
  public List<RetiredSecret> valid(Handle handle, Collection<String> keyIds, Instant now) {
    try (Query query =
        handle.createQuery(
            """
            SELECT * FROM retired_secret
            WHERE key_id = ANY (:keys) AND (ends_at IS NULL OR ends_at > :now::timestamptz)
            ORDER BY key_id, generation
            """)) {
      return secrets(query.bind("keys", keyIds.toArray(String[]::new)).bind("now", now.toString()));
    }
  }

  /** As {@link #valid}, by the key's ID, for each key that has such secrets. */
  public Map<String, GracePeriods> gracePeriods(
      Handle handle, Collection<String> keyIds, Instant now) {
    Map<String, GracePeriods> found = new HashMap<>();
    for (RetiredSecret secret : valid(handle, keyIds, now)) {
      GracePeriods before = found.getOrDefault(secret.keyId(), GracePeriods.none(secret.keyId()));
      found.put(secret.keyId(), before.plus(secret));
    }
    return found;
  }

  /** A secret, named by its key and its generation. */
  public record SecretId(String keyId, long generation) {}

  /** Secrets in a grace period that ends early, since nobody used them for long enough. */
  public List<SecretId> inactive(Handle handle, Instant now) {
    return handle
        .createQuery(
            """
            SELECT s.key_id, s.generation FROM retired_secret s
            WHERE s.quiet_hours IS NOT NULL AND s.ends_at > :now::timestamptz
              AND s.retired_at <= :now::timestamptz - make_interval(hours => s.quiet_hours::int)
              AND NOT EXISTS (
                SELECT 1 FROM secret_use u
                WHERE u.key_id = s.key_id AND u.generation = s.generation
                  AND u.last_at > :now::timestamptz - make_interval(hours => s.quiet_hours::int))
            """)
        .bind("now", now.toString())
        .map((row, context) -> new SecretId(row.getString("key_id"), row.getLong("generation")))
        .list();
  }

  public void insert(Writes writes, List<RetiredSecret> secrets) {
    writes.add(INSERT, signed(secrets));
  }

  /** Writes the end of the secrets' grace periods. */
  public void updateEnd(Writes writes, List<RetiredSecret> secrets) {
    writes.add(UPDATE_END, signed(secrets));
  }

  private List<SignedSecret> signed(List<RetiredSecret> secrets) {
    return secrets.stream().map(secret -> SignedSecret.of(secret, hasher)).toList();
  }

  private List<RetiredSecret> secrets(Query query) {
    return query.map((row, context) -> read(row)).list().stream()
        .flatMap(row -> row.verified(hasher).stream())
        .toList();
  }

  /** As {@link KeySignatureStore#signAgain}, for all retired secrets; returns the changed rows. */
  public int signAgain(Handle handle) {
    int changed = 0;
    for (SignedSecret row :
        handle
            .createQuery("SELECT * FROM retired_secret ORDER BY key_hash")
            .map((found, context) -> read(found))
            .list()) {
      OptionalInt version = row.pepperVersion(hasher);
      if (version.isPresent() && version.getAsInt() < hasher.current()) {
        changed += signAgain(handle, row, version.getAsInt());
      }
    }
    return changed;
  }

  private int signAgain(Handle handle, SignedSecret row, int version) {
    RetiredSecret secret = row.secret().hashed(hasher.raised(row.secret().hash(), version));
    return handle
        .createUpdate(
            """
            UPDATE retired_secret SET key_hash = :hash, row_mac = :mac
            WHERE key_hash = :old AND row_mac = :before
            """)
        .bind("hash", secret.hash())
        .bind("mac", SignedSecret.of(secret, hasher).mac())
        .bind("old", row.secret().hash())
        .bind("before", row.mac())
        .execute();
  }

  /** One line for each secret whose row has no valid MAC. */
  public List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>();
    List<SignedSecret> rows = after(handle, new byte[0]);
    while (!rows.isEmpty()) {
      for (SignedSecret row : rows) {
        if (row.pepperVersion(hasher).isEmpty()) {
          found.add(
              row.secret().keyId()
                  + " generation "
                  + row.secret().generation()
                  + ": the row of this old secret was changed or created outside RemitFlex");
        }
      }
      rows = after(handle, rows.getLast().secret().hash());
    }
    return found;
  }

  private static List<SignedSecret> after(Handle handle, byte[] hash) {
    return handle
        .createQuery(
            "SELECT * FROM retired_secret WHERE key_hash > :after ORDER BY key_hash LIMIT 500")
        .bind("after", hash)
        .map((row, context) -> read(row))
        .list();
  }

  private static SignedSecret read(ResultSet row) throws SQLException {
    return new SignedSecret(secret(row), row.getBytes("row_mac"));
  }

  private static RetiredSecret secret(ResultSet row) throws SQLException {
    long quiet = row.getLong("quiet_hours");
    Optional<Integer> quietHours =
        row.wasNull() ? Optional.empty() : Optional.of(Math.toIntExact(quiet));
    return new RetiredSecret(
        row.getBytes("key_hash"),
        row.getString("key_id"),
        row.getLong("generation"),
        row.getString("display"),
        row.getTimestamp("retired_at").toInstant(),
        Duration.ofSeconds(row.getLong("grace_seconds")),
        quietHours,
        Optional.ofNullable(row.getTimestamp("ends_at")).map(Timestamp::toInstant));
  }
}
