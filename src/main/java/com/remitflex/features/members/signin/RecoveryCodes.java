package com.remitflex.features.members.signin;

import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.Tokens;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/**
 * Recovery codes replace the codes of a lost authenticator. Each has 80 random bits and works once;
 * only its HMAC under the pepper is stored.
 */
public final class RecoveryCodes {
  private static final int COUNT = 10;
  private static final int LENGTH = 16;
  private static final int GROUP = 4;
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final SecureRandom RANDOM = new SecureRandom();

  private RecoveryCodes() {}

  /** Replaces the person's codes and returns the new ones. */
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

  /** Accepts a code once; false when it is none of the person's. */
  public static boolean use(Handle handle, String userId, String typed) {
    return typed.length() <= 2 * LENGTH
        && PersonStore.useRecoveryCode(
            handle,
            userId,
            Tokens.hashes(handle, Tokens.Use.recovery(userId), text(userId, typed)));
  }

  private static String text(String userId, String code) {
    return userId + " " + code.replace("-", "").toUpperCase(Locale.ROOT);
  }

  private static String next() {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      code.append(i > 0 && i % GROUP == 0 ? "-" : "");
      code.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return code.toString();
  }
}
