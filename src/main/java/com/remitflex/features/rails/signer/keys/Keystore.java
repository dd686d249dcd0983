package com.remitflex.features.rails.signer.keys;

import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.features.recipients.wallets.Keccak;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * A private key encrypted with a passphrase, as the Web3 Secret Storage, version 3, defines it:
 * AES-128-CTR under a key that scrypt derives.
 *
 * @param address of the key, for display
 * @param mac Keccak-256 of the second half of the derived key and the encrypted key
 */
record Keystore(
    String address, ScryptCost cost, byte[] salt, byte[] iv, byte[] encrypted, byte[] mac) {
  private static final int DERIVED_BYTES = 32;
  private static final int HALF = 16;
  private static final int IV_BYTES = 16;

  /** Encrypts a key. */
  static Keystore encrypt(SigningKey key, char[] passphrase, ScryptCost cost) {
    byte[] random = new byte[DERIVED_BYTES + IV_BYTES];
    new SecureRandom().nextBytes(random);
    byte[] salt = Arrays.copyOf(random, DERIVED_BYTES);
    byte[] iv = Arrays.copyOfRange(random, DERIVED_BYTES, random.length);
    byte[] derived = derive(passphrase, salt, cost);
    byte[] secret = key.secret();
    try {
      byte[] encrypted = crypt(Cipher.ENCRYPT_MODE, derived, iv, secret);
      return new Keystore(key.address().text(), cost, salt, iv, encrypted, mac(derived, encrypted));
    } finally {
      Arrays.fill(derived, (byte) 0);
      Arrays.fill(secret, (byte) 0);
    }
  }

  /**
   * The key.
   *
   * @param source name of the file, for the error
   * @throws SignerException if the passphrase is wrong or the file was changed
   */
  SigningKey decrypt(String source, char[] passphrase) {
    byte[] derived = derive(passphrase, salt, cost);
    try {
      if (!MessageDigest.isEqual(mac, mac(derived, encrypted))) {
        throw new SignerException(
            "The passphrase does not fit " + source + ", or the file was changed.");
      }
      return opened(source, derived);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  private SigningKey opened(String source, byte[] derived) {
    byte[] secret = crypt(Cipher.DECRYPT_MODE, derived, iv, encrypted);
    try {
      SigningKey key = SigningKey.of(secret);
      if (!key.address().text().equalsIgnoreCase(address)) {
        throw new SignerException(
            source + " contains the key of " + key.address() + ", but names " + address + ".");
      }
      return key;
    } catch (IllegalArgumentException e) {
      throw new SignerException(source + " does not contain a private key.", e);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static byte[] derive(char[] passphrase, byte[] salt, ScryptCost cost) {
    ByteBuffer encoded = ByteBuffer.allocate(4 * passphrase.length);
    StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(passphrase), encoded, true);
    byte[] bytes = Arrays.copyOf(encoded.array(), encoded.position());
    try {
      return SCrypt.generate(bytes, salt, cost.n(), cost.r(), cost.p(), DERIVED_BYTES);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(encoded.array(), (byte) 0);
    }
  }

  private static byte[] mac(byte[] derived, byte[] encrypted) {
    return Keccak.hash(
        ByteBuffer.allocate(HALF + encrypted.length)
            .put(derived, HALF, HALF)
            .put(encrypted)
            .array());
  }

  private static byte[] crypt(int mode, byte[] derived, byte[] iv, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(mode, new SecretKeySpec(derived, 0, HALF, "AES"), new IvParameterSpec(iv));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
