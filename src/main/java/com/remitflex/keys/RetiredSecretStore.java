package com.remitflex.keys;

import com.remitflex.database.Batch;
import com.remitflex.database.Writes;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
            .bytes("row_mac", secret -> secret.seal(hasher))
            .build();
    this.end =
        Batch.<RetiredSecret>statement(
                """
                UPDATE retired_secret s SET ends_at = v.ends_at, row_mac = v.row_mac
                FROM :rows WHERE s.key_id = v.key_id AND s.generation = v.generation
                """)
            .text("key_id", RetiredSecret::keyId)
            .bigint("generation", RetiredSecret::generation)
            .optionalTime("ends_at", RetiredSecret::endsAt)
            .bytes("row_mac", secret -> secret.seal(hasher))
            .build();
  }

  static Optional<RetiredSecret> byHash(Handle handle, KeyHasher hasher, byte[] hash) {
    try (Query query = handle.createQuery("SELECT * FROM retired_secret WHERE key_hash = :hash")) {
      return sealed(hasher, query.bind("hash", hash)).stream()
          .filter(secret -> MessageDigest.isEqual(secret.hash(), hash))
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
    record Row(RetiredSecret secret, byte[] mac) {}
    return query.map((row, context) -> new Row(read(row), row.getBytes("row_mac"))).list().stream()
        .filter(row -> MessageDigest.isEqual(row.mac(), row.secret().seal(hasher)))
        .map(Row::secret)
        .toList();
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
