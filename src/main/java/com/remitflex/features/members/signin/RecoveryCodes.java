package com.remitflex.features.members.signin;

import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.Tokens;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/**
 * Codes on paper, for who has lost the authenticator: 80 random bits each, good once. An HMAC under
 * the pepper is kept of each.
 */
public final class RecoveryCodes {
  private static final int COUNT = 10;
  private static final int LENGTH = 16;
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final SecureRandom RANDOM = new SecureRandom();

  private RecoveryCodes() {}

  /** Replaces the person's codes; answers the new ones, which are kept nowhere. */
  static List<String> renew(Handle handle, String userId) {
    List<String> codes = new ArrayList<>();
    while (codes.size() < COUNT) {
      codes.add(next());
    }
    PersonStore.setRecoveryCodes(
        handle,
        userId,
        codes.stream()
            .map(code -> Tokens.hash(handle, Tokens.Use.recovery(userId), text(userId, code)))
            .toList());
    return codes;
  }

  /** Uses a code up; false when it is none of the person's. */
  public static boolean take(Handle handle, String userId, String typed) {
    return typed.length() <= 2 * LENGTH
        && PersonStore.takeRecoveryCode(
            handle,
            userId,
            Tokens.hashes(handle, Tokens.Use.recovery(userId), text(userId, typed)));
  }

  private static String text(String userId, String code) {
    return userId + " " + code.replace("-", "").toUpperCase(Locale.ROOT);
  }

  /** Four letters and digits, four times. */
  private static String next() {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      code.append(i > 0 && i % 4 == 0 ? "-" : "");
      code.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return code.toString();
  }
}
