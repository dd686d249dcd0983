package com.remitflex.features.members.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content that the MAC of a row covers: the table, the row's identity, and every column that
 * grants access. A row whose MAC does not fit counts as absent (decision 0018).
 */
public record RowMac(String row, String... parts) {
  private static final Logger LOG = LoggerFactory.getLogger(RowMac.class);
  private static final HexFormat HEX = HexFormat.of();

  public static RowMac person(
      String id,
      String email,
      String passwordHash,
      Optional<byte[]> seed,
      boolean confirmed,
      Person.Kind kind) {
    Stream<String> parts =
        Stream.of(
            "app_user v1",
            id,
            email,
            passwordHash,
            seed.map(HEX::formatHex).orElse("none"),
            confirmed ? "confirmed" : "unconfirmed");
    return new RowMac(
        id,
        Stream.concat(parts, kind.column().map(column -> "operator " + column).stream())
            .toArray(String[]::new));
  }

  static RowMac member(String accountId, String userId, Role role) {
    return new RowMac(
        userId + " in " + accountId, "account_member v1", accountId, userId, role.word());
  }

  public static RowMac session(
      String id, String userId, byte[] tokenHash, String stage, Instant expiresAt) {
    return new RowMac(
        id, "user_session v1", id, userId, HEX.formatHex(tokenHash), stage, expiresAt.toString());
  }

  public static RowMac passkey(
      String userId, byte[] credentialId, byte[] publicKey, long signCount) {
    return new RowMac(
        "a passkey of " + userId,
        "passkey v1",
        userId,
        HEX.formatHex(credentialId),
        HEX.formatHex(publicKey),
        Long.toString(signCount));
  }

  static RowMac link(
      String id,
      String purpose,
      String email,
      Optional<Link.Into> into,
      Instant createdAt,
      Instant expiresAt) {
    return new RowMac(
        id,
        "person_link v1",
        id,
        purpose,
        email,
        into.map(Link.Into::accountId).orElse(""),
        into.map(one -> one.role().word()).orElse(""),
        into.flatMap(Link.Into::invitedBy).orElse(""),
        createdAt.toString(),
        expiresAt.toString());
  }

  public static RowMac person(ResultSet row) throws SQLException {
    return person(
        row.getString("id"),
        row.getString("email"),
        row.getString("password_hash"),
        Optional.ofNullable(row.getBytes("totp_seed")),
        row.getTimestamp("confirmed_at") != null,
        Person.Kind.of(Optional.ofNullable(row.getString("operator"))));
  }

  static RowMac member(ResultSet row) throws SQLException {
    return member(
        row.getString("account_id"), row.getString("user_id"), Role.of(row.getString("role")));
  }

  public static RowMac session(ResultSet row) throws SQLException {
    return session(
        row.getString("id"),
        row.getString("user_id"),
        row.getBytes("token_hash"),
        row.getString("stage"),
        row.getTimestamp("expires_at").toInstant());
  }

  public static RowMac passkey(ResultSet row) throws SQLException {
    return passkey(
        row.getString("user_id"),
        row.getBytes("credential_id"),
        row.getBytes("public_key"),
        row.getLong("sign_count"));
  }

  static RowMac link(ResultSet row) throws SQLException {
    @Nullable String account = row.getString("account_id");
    @Nullable String by = row.getString("invited_by");
    return link(
        row.getString("id"),
        row.getString("purpose"),
        row.getString("email"),
        account == null
            ? Optional.empty()
            : Optional.of(
                new Link.Into(account, Role.of(row.getString("role")), Optional.ofNullable(by))),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("expires_at").toInstant());
  }

  /** The MAC under the current pepper. */
  public byte[] sign(Handle handle) {
    return PeopleSecretsConfig.of(handle).mac(parts);
  }

  /** Whether it is this row's MAC under any loaded pepper. */
  boolean fits(Handle handle, byte @Nullable [] mac) {
    return mac != null && PeopleSecretsConfig.of(handle).isMac(mac, parts);
  }

  /** Whether it is this row's MAC under the current pepper. */
  boolean isCurrent(Handle handle, byte @Nullable [] mac) {
    return mac != null && java.security.MessageDigest.isEqual(mac, sign(handle));
  }

  /** As {@link #fits}; logs an error when it does not. */
  public boolean accepts(Handle handle, byte @Nullable [] mac) {
    if (fits(handle, mac)) {
      return true;
    }
    LOG.error("the row of {} was changed outside RemitFlex and is ignored", row);
    return false;
  }
}
