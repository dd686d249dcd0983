package com.remitflex.features.members.people;

import com.remitflex.platform.secrets.Hmac;
import com.remitflex.platform.secrets.KeyHasher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Derives from the pepper the MACs of tokens and rows, and encrypts the seeds of authenticators:
 * written under the current pepper, read under every loaded one.
 */
public final class PeopleSecrets {
  private static final String MAC_PURPOSE = "people v1";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final String SEED_PURPOSE = "authenticator seeds v1";
  private static final byte FORMAT = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyHasher hasher;

  public PeopleSecrets(KeyHasher hasher) {
    this.hasher = hasher;
  }

  /** HMAC-SHA256 over the parts, each preceded by its length; the first one is the purpose. */
  public byte[] mac(String... parts) {
    return Hmac.ofTexts(hasher.derive(MAC_PURPOSE), parts);
  }

  /** As {@link #mac(String...)}, under every loaded pepper, the newest first. */
  List<byte[]> macs(String... parts) {
    return hasher.deriveAll(MAC_PURPOSE).reversed().stream()
        .map(key -> Hmac.ofTexts(key, parts))
        .toList();
  }

  /** Whether it is the MAC of these parts under any loaded pepper; compares in constant time. */
  public boolean isMac(byte[] given, String... parts) {
    boolean found = false;
    for (byte[] key : hasher.deriveAll(MAC_PURPOSE)) {
      found |= MessageDigest.isEqual(given, Hmac.ofTexts(key, parts));
    }
    return found;
  }

  /** As {@link #mac(String...)}, under the oldest pepper: a rotation does not change it. */
  public byte[] lastingMac(String... parts) {
    return Hmac.ofTexts(hasher.deriveAll(MAC_PURPOSE).getFirst(), parts);
  }

  /** Identifies the failed attempts of an email address. */
  public byte[] attemptsOf(String address) {
    return lastingMac("attempts of", address);
  }

  /** Counts a person's codes, whatever network they come from. */
  public Attempt.Subject codeAttempts(Person person) {
    return personal(Attempt.Step.CODE, person);
  }

  /** Counts the passwords entered to change a person's login, in whatever session. */
  public Attempt.Subject reauthentications(Person person) {
    return personal(Attempt.Step.REAUTHENTICATION, person);
  }

  /** Counts a person's passkeys that were not accepted. */
  public Attempt.Subject passkeyAttempts(Person person) {
    return personal(Attempt.Step.PASSKEY, person);
  }

  private Attempt.Subject personal(Attempt.Step step, Person person) {
    return new Attempt.Subject(
        step, lastingMac("attempts", step.word(), person.id()), attemptsOf(person.email()));
  }

  /** Encrypts a seed so that it can be decrypted for this person only. */
  public byte[] encryptSeed(String userId, byte[] seed) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] encrypted =
        cipher(Cipher.ENCRYPT_MODE, hasher.derive(SEED_PURPOSE), userId, nonce, seed).orElseThrow();
    return ByteBuffer.allocate(1 + NONCE_BYTES + encrypted.length)
        .put(FORMAT)
        .put(nonce)
        .put(encrypted)
        .array();
  }

  /** Decrypts a seed that {@link #encryptSeed} has encrypted for this person. */
  public byte[] decryptSeed(String userId, byte[] encrypted) {
    for (byte[] key : hasher.deriveAll(SEED_PURPOSE).reversed()) {
      Optional<byte[]> seed = decrypt(key, userId, encrypted);
      if (seed.isPresent()) {
        return seed.get();
      }
    }
    throw new IllegalStateException("the authenticator seed of " + userId + " cannot be decrypted");
  }

  /** Whether the seed is encrypted under the current pepper. */
  public boolean isCurrentSeed(String userId, byte[] encrypted) {
    return decrypt(hasher.derive(SEED_PURPOSE), userId, encrypted).isPresent();
  }

  private static Optional<byte[]> decrypt(byte[] key, String userId, byte[] encrypted) {
    if (encrypted.length <= 1 + NONCE_BYTES || encrypted[0] != FORMAT) {
      return Optional.empty();
    }
    return cipher(
        Cipher.DECRYPT_MODE,
        key,
        userId,
        Arrays.copyOfRange(encrypted, 1, 1 + NONCE_BYTES),
        Arrays.copyOfRange(encrypted, 1 + NONCE_BYTES, encrypted.length));
  }

  /** Encrypts or decrypts; empty when the ciphertext was not made with this key for this user. */
  private static Optional<byte[]> cipher(
      int mode, byte[] key, String userId, byte[] nonce, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(userId.getBytes(StandardCharsets.UTF_8));
      return Optional.of(cipher.doFinal(input));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
