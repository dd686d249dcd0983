package com.remitflex.platform.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 (RFC 2104) under one secret, for any thread. */
public final class Hmac {
  private static final String ALGORITHM = "HmacSHA256";

  private final Mac prototype;

  /** A Mac is not thread-safe, and a copy costs as much as a short message. */
  @SuppressWarnings("ThreadLocalUsage") // one for each pepper, which lives as long as the process
  private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::copy);

  Hmac(byte[] secret) {
    this.prototype = mac(secret);
  }

  /** The MAC of a message under a secret that is used rarely. */
  public static byte[] of(byte[] secret, byte[] message) {
    return mac(secret).doFinal(message);
  }

  /** The MAC of texts under this secret. */
  public static byte[] ofTexts(byte[] secret, String... texts) {
    return mac(secret)
        .doFinal(
            joined(
                Arrays.stream(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList()));
  }

  private static Mac mac(byte[] secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Mac copy() {
    try {
      return (Mac) prototype.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] of(byte[] message) {
    return macs.get().doFinal(message);
  }

  byte[] ofParts(List<byte[]> parts) {
    return of(joined(parts));
  }

  /** The parts, each preceded by its length, so that no two lists have the same bytes. */
  private static byte[] joined(List<byte[]> parts) {
    int length = parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum();
    ByteBuffer message = ByteBuffer.allocate(length);
    parts.forEach(part -> message.putInt(part.length).put(part));
    return message.array();
  }
}
