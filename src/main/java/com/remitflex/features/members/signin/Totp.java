package com.remitflex.features.members.signin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time passwords (RFC 6238) as every authenticator app makes them: SHA-1, six
 * digits, steps of 30 s. A code of the step before or after is taken too.
 */
final class Totp {
  private static final String ALGORITHM = "HmacSHA1";
  private static final int SEED_BYTES = 20;
  private static final int STEP_SECONDS = 30;
  private static final int TOLERATED_STEPS = 1;
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Totp() {}

  static byte[] newSeed() {
    byte[] seed = new byte[SEED_BYTES];
    RANDOM.nextBytes(seed);
    return seed;
  }

  /**
   * The step of which this is the code.
   *
   * @param after only a later step counts: no code is taken twice
   */
  static OptionalLong match(byte[] seed, String code, Instant now, long after) {
    long current = now.getEpochSecond() / STEP_SECONDS;
    for (long step = current - TOLERATED_STEPS; step <= current + TOLERATED_STEPS; step++) {
      byte[] expected = code(seed, step, 6).getBytes(StandardCharsets.UTF_8);
      if (step > after && MessageDigest.isEqual(expected, code.getBytes(StandardCharsets.UTF_8))) {
        return OptionalLong.of(step);
      }
    }
    return OptionalLong.empty();
  }

  /** The code of a step (RFC 4226 section 5.3). */
  static String code(byte[] seed, long step, int digits) {
    byte[] hash;
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(seed, ALGORITHM));
      hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    int offset = hash[hash.length - 1] & 0xf;
    int number = ByteBuffer.wrap(hash).getInt(offset) & 0x7fff_ffff;
    return ("%0" + digits + "d").formatted(number % Math.round(Math.pow(10, digits)));
  }

  /** RFC 4648 section 6, without padding. */
  static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int buffer = 0;
    int bits = 0;
    for (byte one : bytes) {
      buffer = (buffer << 8) | (one & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt((buffer >> bits) & 31));
      }
      buffer &= (1 << bits) - 1;
    }
    if (bits > 0) {
      text.append(BASE32.charAt((buffer << (5 - bits)) & 31));
    }
    return text.toString();
  }
}
