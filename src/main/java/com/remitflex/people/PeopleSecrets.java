package com.remitflex.people;

import com.remitflex.keys.KeyHasher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What the pepper protects of people: MACs of codes and links, and the seeds of authenticators. */
final class PeopleSecrets {
  private static final String MAC = "HmacSHA256";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec macKey;
  private final SecretKeySpec seedKey;

  PeopleSecrets(KeyHasher hasher) {
    this.macKey = new SecretKeySpec(hasher.derive("people v1"), MAC);
    this.seedKey = new SecretKeySpec(hasher.derive("authenticator seeds v1"), "AES");
  }

  /** HMAC-SHA256 over the parts, each preceded by its length; the first one is the purpose. */
  byte[] mac(String... parts) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(macKey);
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        mac.update(bytes);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Encrypts a seed so that it opens in this person's row alone. */
  byte[] seal(String userId, byte[] seed) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, userId, nonce, seed);
    return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
        .put(VERSION)
        .put(nonce)
        .put(sealed)
        .array();
  }

  byte[] open(String userId, byte[] sealed) {
    if (sealed.length <= 1 + NONCE_BYTES || sealed[0] != VERSION) {
      throw new IllegalStateException("the seed of " + userId + " has an unknown form");
    }
    return cipher(
        Cipher.DECRYPT_MODE,
        userId,
        Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES),
        Arrays.copyOfRange(sealed, 1 + NONCE_BYTES, sealed.length));
  }

  private byte[] cipher(int mode, String userId, byte[] nonce, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, seedKey, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(userId.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the seed of " + userId + " cannot be read", e);
    }
  }
}
