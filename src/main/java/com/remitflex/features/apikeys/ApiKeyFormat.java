package com.remitflex.features.apikeys;

import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.text.ApiKeyText;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The format of an API key: a prefix, 43 base62 characters of secret, and 6 base62 digits of the
 * CRC-32 (IEEE 802.3) of everything before them.
 */
public final class ApiKeyFormat {
  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int PREFIX_LENGTH = 8;
  private static final int SECRET_LENGTH = 43;
  private static final int CHECKED_LENGTH = PREFIX_LENGTH + SECRET_LENGTH;
  private static final int CHECKSUM_LENGTH = ApiKeyText.LENGTH - CHECKED_LENGTH;

  /** Bytes from this value on are discarded, so that all 62 characters are equally likely. */
  private static final int UNBIASED = 248;

  private static final SecureRandom RANDOM = new SecureRandom();

  private ApiKeyFormat() {}

  /** A new key of 256 random bits. */
  public static String generate(Environment environment) {
    StringBuilder key = new StringBuilder(ApiKeyText.prefix(environment));
    byte[] random = new byte[1];
    while (key.length() < CHECKED_LENGTH) {
      RANDOM.nextBytes(random);
      int value = random[0] & 0xff;
      if (value < UNBIASED) {
        key.append(BASE62.charAt(value % BASE62.length()));
      }
    }
    return key.append(checksum(key)).toString();
  }

  /** The environment of a well-formed key; empty for any other text. */
  public static Optional<Environment> environment(String key) {
    if (key.length() != ApiKeyText.LENGTH) {
      return Optional.empty();
    }
    for (int i = PREFIX_LENGTH; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean base62 = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!base62) {
        return Optional.empty();
      }
    }
    for (Environment environment : Environment.values()) {
      if (key.startsWith(ApiKeyText.prefix(environment))) {
        String checksum = checksum(key.subSequence(0, CHECKED_LENGTH));
        return key.endsWith(checksum) ? Optional.of(environment) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * Every well-formed key in a text, at any position and in any encoding that {@link ApiKeyText}
   * knows, each once.
   */
  public static List<String> findAll(String text) {
    return ApiKeyText.candidates(text).stream()
        .filter(key -> environment(key).isPresent())
        .toList();
  }

  private static String checksum(CharSequence checked) {
    CRC32 crc = new CRC32();
    crc.update(checked.toString().getBytes(StandardCharsets.US_ASCII));
    char[] digits = new char[CHECKSUM_LENGTH];
    long rest = crc.getValue();
    for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
      digits[i] = BASE62.charAt((int) (rest % BASE62.length()));
      rest /= BASE62.length();
    }
    return new String(digits);
  }
}
