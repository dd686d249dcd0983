package com.remitflex.features.members.signin;

import com.remitflex.platform.access.Client;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.net.Network;
import java.text.Normalizer;
import java.util.Optional;

/**
 * Hashes and checks passwords. A password is hashed in the form of RFC 8265 (OpaqueString): NFC,
 * with each non-ASCII space as U+0020, so that it is the same from every keyboard.
 */
public final class Passwords {
  private static final int MIN_LENGTH = 12;

  /** In characters; nothing longer is ever hashed. */
  private static final int MAX_LENGTH = 1_024;

  private static final int MIN_DISTINCT_CHARACTERS = 5;

  private final HashPool hashes;

  /** Checked instead of the hash of a person who does not exist, so that it takes as long. */
  private final String decoyHash = Password.decoyHash();

  public Passwords(HashPool hashes) {
    this.hashes = hashes;
  }

  /**
   * The result of a check.
   *
   * @param newHash of the normal form of the same password, when the stored hash was of another
   *     form
   */
  record Checked(boolean right, Optional<String> newHash) {
    static final Checked WRONG = new Checked(false, Optional.empty());
  }

  /**
   * Acquires the permit to hash or check passwords; the caller must close it.
   *
   * @throws com.remitflex.platform.errors.ApiException SERVICE_UNAVAILABLE
   */
  HashPool.Permit acquire(HashPool.Lane lane, Client client) {
    return hashes.acquire(lane, Network.of(client.ip()));
  }

  /**
   * Whether the password belongs to this hash; never when there is no hash. A password that was
   * hashed as it was typed, before the normal form was introduced, is accepted as it was typed.
   */
  Checked check(HashPool.Permit permit, String typed, Optional<String> hash) {
    if (typed.length() > MAX_LENGTH) {
      return Checked.WRONG;
    }
    String normal = normal(typed);
    String expected = hash.orElse(decoyHash);
    boolean same = permit.run(() -> Password.matches(normal, expected));
    boolean sameAsTyped =
        !normal.equals(typed) && permit.run(() -> Password.matches(typed, expected));
    if (hash.isEmpty() || !(same || sameAsTyped)) {
      return Checked.WRONG;
    }
    return new Checked(true, same ? Optional.empty() : Optional.of(hash(permit, typed)));
  }

  String hash(HashPool.Permit permit, String typed) {
    String normal = normal(typed);
    return permit.run(() -> Password.hash(normal));
  }

  /**
   * Hashes a new password for a client who has a session or a valid link.
   *
   * @throws com.remitflex.platform.errors.ApiException SERVICE_UNAVAILABLE
   */
  public String hash(String typed, Client client) {
    try (HashPool.Permit permit = acquire(HashPool.Lane.PROVEN, client)) {
      return hash(permit, typed);
    }
  }

  /** RFC 8265, 4.2.2: neither case nor width is mapped. */
  static String normal(String typed) {
    StringBuilder spaced = new StringBuilder(typed.length());
    typed
        .codePoints()
        .map(c -> Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
        .forEach(spaced::appendCodePoint);
    return Normalizer.normalize(spaced, Normalizer.Form.NFC);
  }

  /** VALIDATION_ERROR (field) when a new password is too easy to guess. */
  @CheckReturnValue
  public static Optional<ApiError> reject(String field, String password, String email) {
    if (password.length() > MAX_LENGTH || normal(password).length() < MIN_LENGTH) {
      return rejection(
          field, "Choose a password of " + MIN_LENGTH + " to " + MAX_LENGTH + " characters.");
    }
    return password.equalsIgnoreCase(email)
            || password.chars().distinct().count() < MIN_DISTINCT_CHARACTERS
        ? rejection(field, "Choose a password that is harder to guess.")
        : Optional.empty();
  }

  private static Optional<ApiError> rejection(String field, String message) {
    return Optional.of(ApiError.at(field, ErrorCode.VALIDATION_ERROR, message));
  }
}
