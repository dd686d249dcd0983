package com.remitflex.platform.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts the values of a column with AES-GCM: each can be decrypted only for the row that it was
 * encrypted for. Written under the current pepper, read under every accepted one.
 */
public final class ColumnCipher {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final byte FORMAT = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyHasher hasher;
  private final String purpose;

  /**
   * The cipher of a column.
   *
   * @param purpose names the column, so that no value of another one can be put in its place
   */
  public ColumnCipher(KeyHasher hasher, String purpose) {
    this.hasher = hasher;
    this.purpose = purpose;
  }

  /**
   * Encrypts a value.
   *
   * @param row identifies the row, with its account
   */
  public byte[] encrypt(String row, byte[] value) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] encrypted =
        cipher(Cipher.ENCRYPT_MODE, hasher.derive(purpose), row, nonce, value).orElseThrow();
    return ByteBuffer.allocate(1 + NONCE_BYTES + encrypted.length)
        .put(FORMAT)
        .put(nonce)
        .put(encrypted)
        .array();
  }

  /** Decrypts a value; empty unless {@link #encrypt} made it for this row. */
  public Optional<byte[]> decrypt(String row, byte[] encrypted) {
    return hasher.deriveAll(purpose).reversed().stream()
        .flatMap(key -> decrypt(key, row, encrypted).stream())
        .findFirst();
  }

  /** Whether the value is encrypted under the current pepper. */
  public boolean isCurrent(String row, byte[] encrypted) {
    return decrypt(hasher.derive(purpose), row, encrypted).isPresent();
  }

  private static Optional<byte[]> decrypt(byte[] key, String row, byte[] encrypted) {
    if (encrypted.length <= 1 + NONCE_BYTES || encrypted[0] != FORMAT) {
      return Optional.empty();
    }
    return cipher(
        Cipher.DECRYPT_MODE,
        key,
        row,
        Arrays.copyOfRange(encrypted, 1, 1 + NONCE_BYTES),
        Arrays.copyOfRange(encrypted, 1 + NONCE_BYTES, encrypted.length));
  }

  /** Encrypts or decrypts; empty when the ciphertext was not made with this key for this row. */
  private static Optional<byte[]> cipher(
      int mode, byte[] key, String row, byte[] nonce, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(row.getBytes(StandardCharsets.UTF_8));
      return Optional.of(cipher.doFinal(input));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
