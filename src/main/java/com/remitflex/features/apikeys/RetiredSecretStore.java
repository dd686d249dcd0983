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

/** The retired_secret table; a row whose seal does not fit is no secret. */
public final class RetiredSecretStore {
  private final KeyHasher hasher;
  private final Batch<RetiredSecret> insert;
  private final Batch<RetiredSecret> end;

  public RetiredSecretStore(KeyHasher hasher) {
    this.hasher = hasher;
    this.insert =
        Batch.<RetiredSecret>insert("retired_secret")
            .bytes("key_hash", RetiredSecret::hash)
            .text("key_id", RetiredSecret::keyId)
            .bigint("generation", RetiredSecret::generation)
            .text("display", RetiredSecret::display)
            .time("retired_at", RetiredSecret::retiredAt)
            .bigint("grace_seconds", secret -> secret.grace().toSeconds())
            .optionalBigint("quiet_hours", RetiredSecret::quietHours)
            .optionalTime("ends_at", RetiredSecret::endsAt)
            .bytes("row_mac", secret -> hasher.rowMac(secret.sealed()))
            .build();
    this.end =
        Batch.<RetiredSecret>statement(
                """
                UPDATE retired_secret s
                SET ends_at = v.ends_at, key_hash = v.key_hash, row_mac = v.row_mac
                FROM :rows WHERE s.key_id = v.key_id AND s.generation = v.generation
                """)
            .text("key_id", RetiredSecret::keyId)
            .bigint("generation", RetiredSecret::generation)
            .bytes("key_hash", RetiredSecret::hash)
            .optionalTime("ends_at", RetiredSecret::endsAt)
            .bytes("row_mac", secret -> hasher.rowMac(secret.sealed()))
            .build();
  }

  static Optional<RetiredSecret> byHash(Handle handle, KeyHasher hasher, List<byte[]> hashes) {
    try (Query query =
        handle.createQuery("SELECT * FROM retired_secret WHERE key_hash IN (<hashes>)")) {
      return sealed(hasher, query.bindList("hashes", hashes)).stream()
          .filter(secret -> KeyStore.isAmong(secret.hash(), hashes))
          .findFirst();
    }
  }

  /** Whether the grace of a secret older than this generation has not begun. */
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

  /** The secrets of these keys that still work or may work, oldest first. */
  public List<RetiredSecret> living(Handle handle, Collection<String> keyIds, Instant now) {
    try (Query query =
        handle.createQuery(
            """
            SELECT * FROM retired_secret
            WHERE key_id = ANY (:keys) AND (ends_at IS NULL OR ends_at > :now::timestamptz)
            ORDER BY key_id, generation
            """)) {
      return sealed(
          hasher, query.bind("keys", keyIds.toArray(String[]::new)).bind("now", now.toString()));
    }
  }

  /** As {@link #living}, of those of the keys that have such, by the key's id. */
  public Map<String, GracePeriods> graces(Handle handle, Collection<String> keyIds, Instant now) {
    Map<String, GracePeriods> found = new HashMap<>();
    for (RetiredSecret secret : living(handle, keyIds, now)) {
      GracePeriods before = found.getOrDefault(secret.keyId(), GracePeriods.none(secret.keyId()));
      found.put(secret.keyId(), before.plus(secret));
    }
    return found;
  }

  /** A secret by its key and its generation. */
  public record SecretId(String keyId, long generation) {}

  /** Secrets in their grace that nobody has used for as long as was asked for. */
  public List<SecretId> quiet(Handle handle, Instant now) {
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
    writes.add(insert, secrets);
  }

  /** Writes when the secrets end. */
  public void end(Writes writes, List<RetiredSecret> secrets) {
    writes.add(end, secrets);
  }

  private static List<RetiredSecret> sealed(KeyHasher hasher, Query query) {
    return query.map((row, context) -> row(row)).list().stream()
        .flatMap(row -> row.sealed(hasher).stream())
        .toList();
  }

  private record Row(RetiredSecret secret, byte[] mac) {
    /** The secret with its hash as it is written now, if the row's seal fits. */
    Optional<RetiredSecret> sealed(KeyHasher hasher) {
      OptionalInt version = hasher.rowMacVersion(secret.sealed(), mac);
      return version.isEmpty()
          ? Optional.empty()
          : Optional.of(secret.hashed(hasher.raised(secret.hash(), version.getAsInt())));
    }
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(read(row), row.getBytes("row_mac"));
  }

  /** As {@link KeyStore#raise}, of every secret that a roll has replaced. */
  public int raise(Handle handle) {
    int changed = 0;
    for (Row row :
        handle
            .createQuery("SELECT * FROM retired_secret ORDER BY key_hash")
            .map((found, context) -> row(found))
            .list()) {
      OptionalInt version = hasher.rowMacVersion(row.secret().sealed(), row.mac());
      if (version.isPresent() && version.getAsInt() < hasher.current()) {
        RetiredSecret raised =
            row.secret().hashed(hasher.raised(row.secret().hash(), version.getAsInt()));
        changed +=
            handle
                .createUpdate(
                    """
                    UPDATE retired_secret SET key_hash = :hash, row_mac = :mac
                    WHERE key_hash = :old AND row_mac = :before
                    """)
                .bind("hash", raised.hash())
                .bind("mac", hasher.rowMac(raised.sealed()))
                .bind("old", row.secret().hash())
                .bind("before", row.mac())
                .execute();
      }
    }
    return changed;
  }

  /** The replaced secrets whose row was changed or made outside RemitFlex, a line each. */
  List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>();
    List<Row> rows = after(handle, new byte[0]);
    while (!rows.isEmpty()) {
      for (Row row : rows) {
        if (row.sealed(hasher).isEmpty()) {
          found.add(
              row.secret().keyId()
                  + " generation "
                  + row.secret().generation()
                  + ": the row of this old secret was changed or made outside RemitFlex");
        }
      }
      rows = after(handle, rows.getLast().secret().hash());
    }
    return found;
  }

  private static List<Row> after(Handle handle, byte[] hash) {
    return handle
        .createQuery(
            "SELECT * FROM retired_secret WHERE key_hash > :after ORDER BY key_hash LIMIT 500")
        .bind("after", hash)
        .map((row, context) -> row(row))
        .list();
  }

  private static RetiredSecret read(ResultSet row) throws SQLException {
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
