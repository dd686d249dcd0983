package com.remitflex.web.cli.events;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The signatures of a webhook, with a secret that only this computer knows. */
record LocalSignature(String secret) implements Forwarder.Signer {
  private static final String PREFIX = "whsec_";
  private static final int SECRET_BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";

  /** A new secret. */
  static String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return PREFIX + Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public Map<String, String> headers(String eventId, Instant at, byte[] body) {
    String timestamp = Long.toString(at.getEpochSecond());
    byte[] head = (eventId + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
    byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    return Map.of(
        "X-RemitFlex-Signature",
        "sha256=" + HexFormat.of().formatHex(mac(secret.getBytes(StandardCharsets.UTF_8), body)),
        "webhook-id",
        eventId,
        "webhook-timestamp",
        timestamp,
        "webhook-signature",
        "v1," + Base64.getEncoder().encodeToString(mac(key, head, body)));
  }

  private static byte[] mac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
