package com.remitflex.features.members.signin;

import com.remitflex.features.members.people.PersonName;
import com.remitflex.features.members.people.RowMac;
import com.remitflex.platform.ids.IdPrefix;
import com.yubico.webauthn.RegisteredCredential;
import com.yubico.webauthn.data.ByteArray;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The passkey and used_challenge tables; a passkey whose row's MAC does not fit is absent. */
public final class PasskeyStore {
  private PasskeyStore() {}

  /** Stores a credential; false when it is stored already, for any person. */
  static boolean create(
      Handle handle, String userId, String name, RegisteredCredential credential) {
    return handle
            .createUpdate(
                """
                INSERT INTO passkey (id, user_id, credential_id, public_key, sign_count, name,
                  created_at, row_mac)
                VALUES (:id, :user, :credential, :key, :count, :name, clock_timestamp(), :mac)
                ON CONFLICT (credential_id) DO NOTHING
                """)
            .bind("id", IdPrefix.PASSKEY.next())
            .bind("user", userId)
            .bind("credential", credential.getCredentialId().getBytes())
            .bind("key", credential.getPublicKeyCose().getBytes())
            .bind("count", credential.getSignatureCount())
            .bind("name", name)
            .bind("mac", mac(userId, credential, credential.getSignatureCount()).sign(handle))
            .execute()
        == 1;
  }

  public static List<Passkey> list(Handle handle, String userId) {
    return handle
        .createQuery("SELECT * FROM passkey WHERE user_id = :user ORDER BY created_at, id")
        .bind("user", userId)
        .map((row, context) ->
            signed(
                handle,
                row,
                new Passkey(
                    row.getString("id"),
                    PersonName.shown(row.getString("name")),
                    row.getTimestamp("created_at").toInstant(),
                    Optional.ofNullable(row.getTimestamp("last_used_at"))
                        .map(Timestamp::toInstant))))
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /** The credentials of a person, or those with a credential ID, or both. */
  static List<RegisteredCredential> find(
      Handle handle, Optional<String> userId, Optional<ByteArray> credentialId) {
    return handle
        .createQuery(
            """
            SELECT * FROM passkey
            WHERE (:user::text IS NULL OR user_id = :user)
              AND (:credential::bytea IS NULL OR credential_id = :credential)
            """)
        .bind("user", userId.orElse(null))
        .bind("credential", credentialId.map(ByteArray::getBytes).orElse(null))
        .map((row, context) ->
            signed(
                handle,
                row,
                RegisteredCredential.builder()
                    .credentialId(new ByteArray(row.getBytes("credential_id")))
                    .userHandle(userHandle(row.getString("user_id")))
                    .publicKeyCose(new ByteArray(row.getBytes("public_key")))
                    .signatureCount(row.getLong("sign_count"))
                    .build()))
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static <T> Optional<T> signed(Handle handle, ResultSet row, T value) throws SQLException {
    return RowMac.passkey(row).accepts(handle, row.getBytes("row_mac"))
        ? Optional.of(value)
        : Optional.empty();
  }

  private static RowMac mac(String userId, RegisteredCredential credential, long signCount) {
    return RowMac.passkey(
        userId,
        credential.getCredentialId().getBytes(),
        credential.getPublicKeyCose().getBytes(),
        signCount);
  }

  /** The user handle by which devices know a person: the ID, which reveals nothing else. */
  static ByteArray userHandle(String userId) {
    return new ByteArray(userId.getBytes(StandardCharsets.UTF_8));
  }

  /** The ID in a user handle, if it has the format of one. */
  static Optional<String> userOf(ByteArray userHandle) {
    return Optional.of(new String(userHandle.getBytes(), StandardCharsets.UTF_8))
        .filter(IdPrefix.USER::matches);
  }

  /** Records the use of a credential and its new signature count. */
  static void recordUse(Handle handle, RegisteredCredential credential, long signCount) {
    handle
        .createUpdate(
            """
            UPDATE passkey SET sign_count = :count, last_used_at = clock_timestamp(), row_mac = :mac
            WHERE credential_id = :credential
            """)
        .bind("count", signCount)
        .bind(
            "mac",
            mac(userOf(credential.getUserHandle()).orElseThrow(), credential, signCount)
                .sign(handle))
        .bind("credential", credential.getCredentialId().getBytes())
        .execute();
  }

  static boolean remove(Handle handle, String userId, String id) {
    return handle
            .createUpdate("DELETE FROM passkey WHERE id = :id AND user_id = :user")
            .bind("id", id)
            .bind("user", userId)
            .execute()
        == 1;
  }

  /** Removes all passkeys of a person; returns how many. */
  public static int removeAll(Handle handle, String userId) {
    return handle
        .createUpdate("DELETE FROM passkey WHERE user_id = :user")
        .bind("user", userId)
        .execute();
  }

  /** Marks a challenge as used; false when it was used before. */
  static boolean useChallenge(Handle handle, byte[] challenge, Instant expiresAt) {
    return handle
            .createUpdate(
                """
                INSERT INTO used_challenge (challenge, expires_at)
                VALUES (:challenge, :expires::timestamptz)
                ON CONFLICT DO NOTHING
                """)
            .bind("challenge", challenge)
            .bind("expires", expiresAt.toString())
            .execute()
        == 1;
  }

  public static void deleteExpired(Handle handle) {
    handle.execute("DELETE FROM used_challenge WHERE expires_at < clock_timestamp()");
  }
}
