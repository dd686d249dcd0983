package com.remitflex.features.members.people;

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
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the pepper protects of people: tokens, the MACs of rows, and the seeds of authenticators.
 * Written under the pepper in use, read under each that may still be.
 */
public final class PeopleSecrets {
  private static final String MAC = "HmacSHA256";
  private static final String MAC_PURPOSE = "people v1";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final String SEED_PURPOSE = "authenticator seeds v1";
  private static final byte FORM = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyHasher hasher;

  public PeopleSecrets(KeyHasher hasher) {
    this.hasher = hasher;
  }

  /** HMAC-SHA256 over the parts, each preceded by its length; the first one is the purpose. */
  public byte[] mac(String... parts) {
    return mac(hasher.derive(MAC_PURPOSE), parts);
  }

  /** As {@link #mac(String...)}, under each pepper that may be in use, the newest first. */
  List<byte[]> macs(String... parts) {
    return hasher.deriveAll(MAC_PURPOSE).reversed().stream().map(key -> mac(key, parts)).toList();
  }

  /** Whether it is the MAC of these parts, in a time that does not tell how much of it is right. */
  public boolean isMac(byte[] given, String... parts) {
    boolean found = false;
    for (byte[] key : hasher.deriveAll(MAC_PURPOSE)) {
      found |= MessageDigest.isEqual(given, mac(key, parts));
    }
    return found;
  }

  /** As {@link #mac(String...)}, but the same before and after a rotation of the pepper. */
  public byte[] lastingMac(String... parts) {
    return mac(hasher.deriveAll(MAC_PURPOSE).getFirst(), parts);
  }

  /** What holds the failed attempts of an address together. */
  public byte[] attemptsOf(String address) {
    return lastingMac("attempts of", address);
  }

  /** The codes of a person, from wherever they come. */
  public Attempt.Subject codeAttempts(Person person) {
    return personal(Attempt.Step.CODE, person);
  }

  /** The passwords that are typed to change the login of a person, in whichever session. */
  public Attempt.Subject reauthentications(Person person) {
    return personal(Attempt.Step.REAUTHENTICATION, person);
  }

  /** The passkeys of a person that were presented and not accepted. */
  public Attempt.Subject passkeyAttempts(Person person) {
    return personal(Attempt.Step.PASSKEY, person);
  }

  private Attempt.Subject personal(Attempt.Step step, Person person) {
    return new Attempt.Subject(
        step, lastingMac("attempts", step.word(), person.id()), attemptsOf(person.email()));
  }

  private static byte[] mac(byte[] key, String... parts) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
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
  public byte[] seal(String userId, byte[] seed) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] sealed =
        cipher(Cipher.ENCRYPT_MODE, hasher.derive(SEED_PURPOSE), userId, nonce, seed).orElseThrow();
    return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
        .put(FORM)
        .put(nonce)
        .put(sealed)
        .array();
  }

  public byte[] open(String userId, byte[] sealed) {
    for (byte[] key : hasher.deriveAll(SEED_PURPOSE).reversed()) {
      Optional<byte[]> seed = open(key, userId, sealed);
      if (seed.isPresent()) {
        return seed.get();
      }
    }
    throw new IllegalStateException("the seed of " + userId + " cannot be read");
  }

  /** Whether the seed is encrypted under the pepper in use. */
  public boolean isCurrent(String userId, byte[] sealed) {
    return open(hasher.derive(SEED_PURPOSE), userId, sealed).isPresent();
  }

  private static Optional<byte[]> open(byte[] key, String userId, byte[] sealed) {
    if (sealed.length <= 1 + NONCE_BYTES || sealed[0] != FORM) {
      return Optional.empty();
    }
    return cipher(
        Cipher.DECRYPT_MODE,
        key,
        userId,
        Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES),
        Arrays.copyOfRange(sealed, 1 + NONCE_BYTES, sealed.length));
  }

  /** Empty when what is to be decrypted was not encrypted so. */
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
