package com.remitflex.features.webhooks.signing;

import java.security.SecureRandom;
import java.util.Base64;

/** The secrets that receivers share with the platform, in the form of Standard Webhooks. */
public final class WebhookSecret {
  private static final String PREFIX = "whsec_";
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private WebhookSecret() {}

  /** A new secret: `whsec_` and 256 random bits in Base64. */
  public static String next() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return PREFIX + Base64.getEncoder().encodeToString(bytes);
  }

  /** The key that Standard Webhooks makes of a secret: what its Base64 encodes. */
  static byte[] key(String secret) {
    return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
  }
}
