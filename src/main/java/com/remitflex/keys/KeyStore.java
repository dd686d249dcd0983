package com.remitflex.keys;

import com.remitflex.accounts.HeadId;
import com.remitflex.http.Scope;
import com.remitflex.ids.Environment;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The api_key table; a row whose seal does not fit is not a key. */
public final class KeyStore {
  private static final Logger LOG = LoggerFactory.getLogger(KeyStore.class);

  private static final String SELECT =
      """
      SELECT id, account_id, environment, name, scope, key_hash, display, created_at, expires_at,
             revoked_at, row_mac
      FROM api_key
      """;

  private final KeyHasher hasher;

  public KeyStore(KeyHasher hasher) {
    this.hasher = hasher;
  }

  Optional<ApiKey> byHash(Handle handle, byte[] hash) {
    try (Query query = handle.createQuery(SELECT + " WHERE key_hash = :hash")) {
      return sealed(query.bind("hash", hash).map((row, context) -> read(row)).list()).stream()
          .filter(key -> MessageDigest.isEqual(key.hash(), hash))
          .findFirst();
    }
  }

  /** The keys with these ids. */
  public List<ApiKey> byIds(Handle handle, Collection<String> ids) {
    try (Query query = handle.createQuery(SELECT + " WHERE id = ANY (:ids)")) {
      return sealed(
          query.bind("ids", ids.toArray(String[]::new)).map((row, context) -> read(row)).list());
    }
  }

  /** Every key of an account and environment, newest first. */
  List<ApiKey> ofAccount(Handle handle, HeadId head) {
    try (Query query =
        handle.createQuery(
            SELECT
                + """
                 WHERE account_id = :account AND environment = :environment
                ORDER BY created_at DESC, id DESC
                """)) {
      return sealed(
          query
              .bind("account", head.accountId())
              .bind("environment", head.environment().word())
              .map((row, context) -> read(row))
              .list());
    }
  }

  void insert(Handle handle, ApiKey key) {
    handle
        .createUpdate(
            """
            INSERT INTO api_key (id, account_id, environment, name, scope, key_hash, display,
                                 state, created_at, expires_at, row_mac)
            VALUES (:id, :account, :environment, :name, :scope, :hash, :display,
                    'active', :createdAt, :expiresAt, :mac)
            """)
        .bind("id", key.id())
        .bind("account", key.accountId())
        .bind("environment", key.environment().word())
        .bind("name", key.name())
        .bind("scope", key.scope().word())
        .bind("hash", key.hash())
        .bind("display", key.display())
        .bind("createdAt", key.createdAt().atOffset(ZoneOffset.UTC))
        .bind("expiresAt", key.expiresAt().map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null))
        .bind("mac", key.seal(hasher))
        .execute();
  }

  /** Marks the key revoked; false when it was revoked before. */
  boolean revoke(Handle handle, ApiKey revoked) {
    return handle
            .createUpdate(
                """
                UPDATE api_key SET state = 'revoked', revoked_at = :at, row_mac = :mac
                WHERE id = :id AND state = 'active'
                """)
            .bind("at", revoked.revokedAt().orElseThrow().atOffset(ZoneOffset.UTC))
            .bind("mac", revoked.seal(hasher))
            .bind("id", revoked.id())
            .execute()
        == 1;
  }

  private record Row(ApiKey key, byte[] mac) {}

  private List<ApiKey> sealed(List<Row> rows) {
    return rows.stream().filter(this::isSealed).map(Row::key).toList();
  }

  private boolean isSealed(Row row) {
    boolean sealed = MessageDigest.isEqual(row.mac(), row.key().seal(hasher));
    if (!sealed) {
      LOG.error("row of {} was changed outside RemitFlex: the key is refused", row.key().id());
    }
    return sealed;
  }

  private static Row read(ResultSet row) throws SQLException {
    ApiKey key =
        new ApiKey(
            row.getString("id"),
            row.getString("account_id"),
            Environment.of(row.getString("environment")),
            row.getString("name"),
            Scope.find(row.getString("scope")).orElseThrow(),
            row.getBytes("key_hash"),
            row.getString("display"),
            row.getTimestamp("created_at").toInstant(),
            Optional.ofNullable(row.getTimestamp("expires_at")).map(Timestamp::toInstant),
            Optional.ofNullable(row.getTimestamp("revoked_at")).map(Timestamp::toInstant));
    return new Row(key, row.getBytes("row_mac"));
  }
}
