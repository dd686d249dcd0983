package com.remitflex.platform.secrets;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 under one secret, for any thread. */
final class Hmac {
  private static final String ALGORITHM = "HmacSHA256";

  private final Mac prototype;

  /** A Mac is not thread-safe, and a copy costs as much as a short message. */
  @SuppressWarnings("ThreadLocalUsage") // one for each pepper, which lives as long as the process
  private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::copy);

  Hmac(byte[] secret) {
    try {
      this.prototype = Mac.getInstance(ALGORITHM);
      prototype.init(new SecretKeySpec(secret, ALGORITHM));
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

  /** The MAC of these parts, each preceded by its length. */
  byte[] ofParts(List<byte[]> parts) {
    int length = parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum();
    ByteBuffer message = ByteBuffer.allocate(length);
    parts.forEach(part -> message.putInt(part.length).put(part));
    return of(message.array());
  }
}
