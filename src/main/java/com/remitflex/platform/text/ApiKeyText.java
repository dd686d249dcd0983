package com.remitflex.platform.text;

import com.remitflex.platform.ids.Environment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Recognizes API keys in text, and masks them. */
public final class ApiKeyText {
  /** Length of a key: prefix, 43 base62 characters of secret, 6 of checksum. */
  public static final int LENGTH = 57;

  /** A shorter text contains no key, in any form: it is never masked. */
  public static final int MIN_MASKED = KeyLikeText.MIN_LENGTH;

  private static final String LIVE = "rf_live_";
  private static final String SANDBOX = "rf_test_";
  private static final int MASKED_HEAD = LIVE.length() + 4;
  private static final int MASKED_TAIL = 4;

  private ApiKeyText() {}

  public static String prefix(Environment environment) {
    return switch (environment) {
      case LIVE -> LIVE;
      case SANDBOX -> SANDBOX;
    };
  }

  /** The masked form of a key, for example `rf_test_0123…PEZZ`. */
  public static String display(String key) {
    return key.substring(0, MASKED_HEAD) + "…" + key.substring(key.length() - MASKED_TAIL);
  }

  /**
   * Replaces everything that looks like an API key by its masked form. Encoded keys are found too:
   * percent-encoded, escaped as in JSON or HTML, in hexadecimal, in Base64, or with invisible
   * characters in between, to any depth of escapes. All characters that encode the key are
   * replaced. The time is linear in the length of the text.
   */
  public static String mask(String text) {
    if (text.length() < KeyLikeText.MIN_LENGTH) {
      return text;
    }
    if (!DecodedText.isNeeded(text)) {
      return masked(text, KeyLikeText.find(text));
    }
    DecodedText decoded = DecodedText.of(text);
    List<KeyLikeText.Found> found =
        KeyLikeText.find(decoded.text()).stream()
            .map(one ->
                new KeyLikeText.Found(
                    decoded.start(one.from()), decoded.end(one.to() - 1), one.key()))
            .toList();
    return masked(text, found);
  }

  /**
   * As {@link #mask}, but appends a hash of the original text if something was masked, so that
   * different texts remain different.
   */
  public static String maskedUniquely(String text) {
    String masked = mask(text);
    return masked.equals(text) ? text : masked + "#" + sha256(text);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * All texts of the length of a key that look like one, in any encoding; their checksums are not
   * verified.
   */
  public static List<String> candidates(String text) {
    return KeyLikeText.find(DecodedText.of(text).text()).stream()
        .map(KeyLikeText.Found::key)
        .filter(key -> key.length() >= LENGTH)
        .map(key -> key.substring(0, LENGTH))
        .distinct()
        .toList();
  }

  private static String masked(String text, List<KeyLikeText.Found> found) {
    if (found.isEmpty()) {
      return text;
    }
    StringBuilder masked = new StringBuilder(text.length());
    int done = 0;
    for (KeyLikeText.Found one : found) {
      masked.append(text, done, Math.max(done, one.from())).append(display(one.key()));
      done = Math.max(done, one.to());
    }
    return masked.append(text, done, text.length()).toString();
  }
}
