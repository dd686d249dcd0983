package com.remitflex.features.members.people;

import com.remitflex.platform.secrets.ColumnCipher;
import com.remitflex.platform.secrets.Hmac;
import com.remitflex.platform.secrets.KeyHasher;
import java.security.MessageDigest;
import java.util.List;

/**
 * Derives from the pepper the MACs of tokens and rows, and encrypts the seeds of authenticators:
 * written under the current pepper, read under every loaded one.
 */
public final class PeopleSecrets {
  private static final String MAC_PURPOSE = "people v1";
  private static final String SEED_PURPOSE = "authenticator seeds v1";

  private final KeyHasher hasher;
  private final ColumnCipher seeds;

  public PeopleSecrets(KeyHasher hasher) {
    this.hasher = hasher;
    this.seeds = new ColumnCipher(hasher, SEED_PURPOSE);
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
    return seeds.encrypt(userId, seed);
  }

  /** Decrypts a seed that {@link #encryptSeed} has encrypted for this person. */
  public byte[] decryptSeed(String userId, byte[] encrypted) {
    return seeds
        .decrypt(userId, encrypted)
        .orElseThrow(() ->
            new IllegalStateException(
                "the authenticator seed of " + userId + " cannot be decrypted"));
  }

  /** Whether the seed is encrypted under the current pepper. */
  public boolean isCurrentSeed(String userId, byte[] encrypted) {
    return seeds.isCurrent(userId, encrypted);
  }
}
