package com.remitflex.features.webhooks.signing;

import com.remitflex.platform.secrets.Hmac;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The headers that sign a delivery: X-RemitFlex-Signature over the body, and those of Standard
 * Webhooks over ID, time and body, by a shared secret (v1) and by Ed25519 (v1a).
 */
public final class WebhookSignature {
  public static final String BODY_SIGNATURE = "X-RemitFlex-Signature";
  public static final String ID = "webhook-id";
  public static final String TIMESTAMP = "webhook-timestamp";
  public static final String SIGNATURES = "webhook-signature";

  static final String BODY_PREFIX = "sha256=";
  static final String SECRET_VERSION = "v1,";
  static final String PUBLIC_KEY_VERSION = "v1a,";

  private WebhookSignature() {}

  /**
   * The headers of one attempt. A header with several signatures has the newest secret's first.
   *
   * @param at the time of the attempt
   */
  public static Map<String, String> headers(
      SigningKeys keys, String eventId, Instant at, byte[] body) {
    String timestamp = Long.toString(at.getEpochSecond());
    byte[] signed = signedContent(eventId, timestamp, body);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(
        BODY_SIGNATURE,
        keys.secrets().stream()
            .map(secret -> bodySignature(secret, body))
            .collect(Collectors.joining(",")));
    headers.put(ID, eventId);
    headers.put(TIMESTAMP, timestamp);
    headers.put(SIGNATURES, signatures(keys, signed));
    return headers;
  }

  private static String signatures(SigningKeys keys, byte[] signed) {
    Stream<String> bySecrets = keys.secrets().stream().map(secret -> bySecret(secret, signed));
    String byKey = PUBLIC_KEY_VERSION + base64(Ed25519.sign(keys.ed25519Seed(), signed));
    return Stream.concat(bySecrets, Stream.of(byKey)).collect(Collectors.joining(" "));
  }

  /** The signature of the body alone, keyed with the text of the secret. */
  static String bodySignature(String secret, byte[] body) {
    byte[] key = secret.getBytes(StandardCharsets.UTF_8);
    return BODY_PREFIX + HexFormat.of().formatHex(Hmac.of(key, body));
  }

  static String bySecret(String secret, byte[] signed) {
    return SECRET_VERSION + base64(Hmac.of(WebhookSecret.key(secret), signed));
  }

  /** What the signatures of Standard Webhooks are over. */
  static byte[] signedContent(String id, String timestamp, byte[] body) {
    byte[] start = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
    byte[] signed = new byte[start.length + body.length];
    System.arraycopy(start, 0, signed, 0, start.length);
    System.arraycopy(body, 0, signed, start.length, body.length);
    return signed;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** All header names. */
  public static List<String> names() {
    return List.of(BODY_SIGNATURE, ID, TIMESTAMP, SIGNATURES);
  }
}
