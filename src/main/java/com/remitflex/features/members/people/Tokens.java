package com.remitflex.features.members.people;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Random tokens of 256 bits. The tables store an HMAC of each under the pepper, so that an attacker
 * who can write the tables cannot add a row for a token of their own (decision 0018).
 */
public final class Tokens {
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Tokens() {}

  public static String next() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The purpose of a token and its owner: a token is valid for this use only. */
  public record Use(String... parts) {
    static final Use SESSION = new Use("session token v1");

    /** Of the operator console: as a cookie of the Dashboard it is a token that nobody has. */
    static final Use CONSOLE = new Use("operator session token v1");

    static Use device(String userId) {
      return new Use("device token v1", userId);
    }

    public static Use recovery(String userId) {
      return new Use("recovery code v1", userId);
    }

    private String[] with(byte[] sha256) {
      String[] all = Arrays.copyOf(parts, parts.length + 1);
      all[parts.length] = HexFormat.of().formatHex(sha256);
      return all;
    }
  }

  /** The HMAC of a token that the tables store. */
  public static byte[] hash(Handle handle, Use use, String token) {
    return keyed(handle, use, sha256(token));
  }

  /** As {@link #hash}, under every loaded pepper, the newest first. */
  public static List<byte[]> hashes(Handle handle, Use use, String token) {
    return PeopleSecretsConfig.of(handle).macs(use.with(sha256(token)));
  }

  /** As {@link #hash}, from the SHA-256 that earlier versions stored. */
  static byte[] keyed(Handle handle, Use use, byte[] sha256) {
    return PeopleSecretsConfig.of(handle).mac(use.with(sha256));
  }

  public static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
