package com.remitflex.platform.text;

import com.remitflex.platform.ids.Environment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** How an API key looks in text, and how it is shown where the whole of it must not appear. */
public final class ApiKeyText {
  /** Prefix, 43 base62 characters of secret, 6 of checksum. */
  public static final int LENGTH = 57;

  private static final String LIVE = "rf_live_";
  private static final String SANDBOX = "rf_test_";
  private static final int SHOWN_HEAD = LIVE.length() + 4;
  private static final int SHOWN_TAIL = 4;

  private ApiKeyText() {}

  public static String prefix(Environment environment) {
    return switch (environment) {
      case LIVE -> LIVE;
      case SANDBOX -> SANDBOX;
    };
  }

  /** The shown form of a key, as `rf_test_0123…PEZZ`. */
  public static String display(String key) {
    return key.substring(0, SHOWN_HEAD) + "…" + key.substring(key.length() - SHOWN_TAIL);
  }

  /**
   * The text with everything that looks like an API key replaced by its masked form, also where it
   * is encoded: percent-encoded, escaped as in JSON or HTML, in hexadecimal, in Base64, or with
   * invisible characters in between, to any depth of escapes. The whole of the text that stands for
   * the key is replaced. Takes time that grows with the length of the text.
   */
  public static String mask(String text) {
    if (text.length() < KeyLikeText.SHORTEST) {
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
   * As {@link #mask}, and where something was masked, followed by a hash of the whole text, so that
   * different texts stay different.
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
   * What looks like a whole key in a text, encoded in whatever way: each has the length of a key,
   * and its checksum is still to be verified.
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
