package com.remitflex.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The two HMAC-SHA256 functions of API keys: the hash of a key, and the seal of its row. */
public final class KeyHasher {
  private static final String ALGORITHM = "HmacSHA256";

  private final Mac hash;
  private final Mac seal;

  /**
   * The functions under one pepper.
   *
   * @param pepper 32 bytes that are kept outside the database
   */
  public KeyHasher(byte[] pepper) {
    this.hash = mac(pepper);
    this.seal = mac(hmac("remitflex api_key row v1".getBytes(StandardCharsets.UTF_8)));
  }

  /** HMAC-SHA256 of the key's text under the pepper. */
  public byte[] hash(String key) {
    return hmac(key.getBytes(StandardCharsets.US_ASCII));
  }

  /** MAC over every column that grants something; each part is preceded by its length. */
  byte[] seal(List<byte[]> parts) {
    Mac mac = fresh(seal);
    for (byte[] part : parts) {
      mac.update(ByteBuffer.allocate(4).putInt(part.length).array());
      mac.update(part);
    }
    return mac.doFinal();
  }

  /** A secret for another purpose, the same on every node that has the pepper. */
  public byte[] derive(String purpose) {
    return hmac(("remitflex " + purpose).getBytes(StandardCharsets.UTF_8));
  }

  /** A value that tells whether another pepper is the same, without telling the pepper. */
  byte[] check() {
    return hmac("remitflex pepper check v1".getBytes(StandardCharsets.UTF_8));
  }

  /** HMAC-SHA256 under the pepper. */
  byte[] hmac(byte[] message) {
    return fresh(hash).doFinal(message);
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

  /** A copy, since a Mac is not thread-safe; cheaper than a new one. */
  private static Mac fresh(Mac prototype) {
    try {
      return (Mac) prototype.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }
}
