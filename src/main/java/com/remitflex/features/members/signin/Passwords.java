package com.remitflex.features.members.signin;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import java.text.Normalizer;
import java.util.Optional;

/**
 * Makes and checks password hashes. A password is hashed in the form of RFC 8265 (OpaqueString):
 * NFC, with each space that is not ASCII as U+0020, so that it is the same from every keyboard.
 */
public final class Passwords {
  private static final int SHORTEST = 12;

  /** In characters; nothing longer is ever hashed. */
  private static final int LONGEST = 1_024;

  /** What a password is checked against when there is no such person, so that it takes as long. */
  private final String nobody = Password.hash(Password.generate());

  /**
   * What a check found.
   *
   * @param newHash of the same password in its normal form, where the hash was of another form
   */
  record Checked(boolean right, Optional<String> newHash) {
    static final Checked WRONG = new Checked(false, Optional.empty());
  }

  /**
   * Whether it is the password of this hash; never when there is none. What was hashed as it was
   * typed, before there was a normal form, is accepted as it is typed.
   */
  Checked check(HashPool.Place place, String typed, Optional<String> hash) {
    if (typed.length() > LONGEST) {
      return Checked.WRONG;
    }
    String normal = normal(typed);
    String expected = hash.orElse(nobody);
    boolean same = place.run(() -> Password.matches(normal, expected));
    boolean sameAsTyped =
        !normal.equals(typed) && place.run(() -> Password.matches(typed, expected));
    if (hash.isEmpty() || !(same || sameAsTyped)) {
      return Checked.WRONG;
    }
    return new Checked(true, same ? Optional.empty() : Optional.of(hash(place, typed)));
  }

  public String hash(HashPool.Place place, String typed) {
    String normal = normal(typed);
    return place.run(() -> Password.hash(normal));
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

  /**
   * Rejects a new password that is too easy to guess.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (field)
   */
  public static void require(String field, String password, String email) {
    if (password.length() > LONGEST || normal(password).length() < SHORTEST) {
      throw rejected(field, "Choose a password of " + SHORTEST + " to " + LONGEST + " characters.");
    }
    if (password.equalsIgnoreCase(email) || password.chars().distinct().count() < 5) {
      throw rejected(field, "Choose a password that is harder to guess.");
    }
  }

  private static RuntimeException rejected(String field, String message) {
    return ApiError.at(field, ErrorCode.VALIDATION_ERROR, message).exception();
  }
}
