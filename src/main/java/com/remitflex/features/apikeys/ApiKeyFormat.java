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

  private static final List<Environment> ENVIRONMENTS = List.of(Environment.values());
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
    return isWellFormed(key.getBytes(StandardCharsets.US_ASCII))
        ? ENVIRONMENTS.stream().filter(one -> key.startsWith(ApiKeyText.prefix(one))).findFirst()
        : Optional.empty();
  }

  /**
   * Whether a text is a key of any environment.
   *
   * @param ascii the text in ASCII, with `?` for any other character
   */
  public static boolean isWellFormed(byte[] ascii) {
    return ascii.length == ApiKeyText.LENGTH
        && hasPrefix(ascii)
        && isBase62(ascii)
        && hasChecksum(ascii);
  }

  private static boolean hasPrefix(byte[] ascii) {
    for (Environment environment : ENVIRONMENTS) {
      if (startsWith(ascii, ApiKeyText.prefix(environment))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBase62(byte[] ascii) {
    for (int i = PREFIX_LENGTH; i < ascii.length; i++) {
      byte c = ascii[i];
      boolean base62 = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!base62) {
        return false;
      }
    }
    return true;
  }

  private static boolean startsWith(byte[] ascii, String prefix) {
    for (int i = 0; i < prefix.length(); i++) {
      if (ascii[i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasChecksum(byte[] ascii) {
    long rest = crc(ascii);
    for (int i = ascii.length - 1; i >= CHECKED_LENGTH; i--) {
      if (ascii[i] != BASE62.charAt((int) (rest % BASE62.length()))) {
        return false;
      }
      rest /= BASE62.length();
    }
    return true;
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
    char[] digits = new char[CHECKSUM_LENGTH];
    long rest = crc(checked.toString().getBytes(StandardCharsets.US_ASCII));
    for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
      digits[i] = BASE62.charAt((int) (rest % BASE62.length()));
      rest /= BASE62.length();
    }
    return new String(digits);
  }

  private static long crc(byte[] key) {
    CRC32 crc = new CRC32();
    crc.update(key, 0, CHECKED_LENGTH);
    return crc.getValue();
  }
}
