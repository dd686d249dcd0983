package com.remitflex.features.members.signin;

import com.bastiaanjansen.otp.HMACAlgorithm;
import com.bastiaanjansen.otp.HOTPGenerator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import org.apache.commons.codec.binary.Base32;

/**
 * Time-based one-time passwords (RFC 6238) as every authenticator app generates them: SHA-1, six
 * digits, steps of 30 s. Codes of the previous and the next step are accepted too.
 */
final class Totp {
  private static final int SEED_BYTES = 20;
  private static final int DIGITS = 6;
  private static final int STEP_SECONDS = 30;
  private static final int TOLERATED_STEPS = 1;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Totp() {}

  static byte[] newSeed() {
    byte[] seed = new byte[SEED_BYTES];
    RANDOM.nextBytes(seed);
    return seed;
  }

  /**
   * The step whose code this is.
   *
   * @param lastStep the step of the last accepted code: only later steps match, so that no code is
   *     accepted twice
   */
  static OptionalLong match(byte[] seed, String code, Instant now, long lastStep) {
    byte[] given = code.getBytes(StandardCharsets.UTF_8);
    long current = now.getEpochSecond() / STEP_SECONDS;
    for (long step = current - TOLERATED_STEPS; step <= current + TOLERATED_STEPS; step++) {
      byte[] expected = code(seed, step, DIGITS).getBytes(StandardCharsets.UTF_8);
      if (step > lastStep && MessageDigest.isEqual(expected, given)) {
        return OptionalLong.of(step);
      }
    }
    return OptionalLong.empty();
  }

  // Deprecated in the library, but most authenticator apps support nothing else.
  @SuppressWarnings("deprecation")
  static String code(byte[] seed, long step, int digits) {
    return new HOTPGenerator.Builder(base32(seed).getBytes(StandardCharsets.US_ASCII))
        .withAlgorithm(HMACAlgorithm.SHA1)
        .withPasswordLength(digits)
        .build()
        .generate(step);
  }

  /** The seed as authenticator apps read it: RFC 4648 section 6, without padding. */
  static String base32(byte[] seed) {
    return new Base32().encodeToString(seed).replace("=", "");
  }
}
