package com.remitflex.features.members.signin;

import com.remitflex.features.members.people.PeopleSecrets;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Challenges of passkeys that any node can tell to be its own: a time, random bytes, and a MAC over
 * them, the purpose and what they are bound to. None is kept, so asking for many fills no table.
 */
final class Challenges {
  static final Duration LIFE = Duration.ofMinutes(10);

  /** What a challenge is for. */
  enum Purpose {
    ADD,
    SIGN_IN
  }

  private static final int RANDOM_BYTES = 16;
  private static final int HEAD_BYTES = Long.BYTES + RANDOM_BYTES;
  private static final int MAC_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final PeopleSecrets secrets;

  Challenges(PeopleSecrets secrets) {
    this.secrets = secrets;
  }

  /**
   * A new challenge.
   *
   * @param bound the session or browser that alone may answer it
   */
  byte[] next(Purpose purpose, String bound, Instant now) {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    byte[] head =
        ByteBuffer.allocate(HEAD_BYTES).putLong(now.plus(LIFE).toEpochMilli()).put(random).array();
    return ByteBuffer.allocate(HEAD_BYTES + MAC_BYTES)
        .put(head)
        .put(secrets.mac(parts(purpose, bound, head)))
        .array();
  }

  /** Until when a challenge may be answered; empty if it is too late, or not one of ours. */
  Optional<Instant> goodUntil(byte[] challenge, Purpose purpose, String bound, Instant now) {
    if (challenge.length != HEAD_BYTES + MAC_BYTES) {
      return Optional.empty();
    }
    byte[] head = Arrays.copyOf(challenge, HEAD_BYTES);
    byte[] mac = Arrays.copyOfRange(challenge, HEAD_BYTES, challenge.length);
    Instant end = Instant.ofEpochMilli(ByteBuffer.wrap(head).getLong());
    return secrets.isMac(mac, parts(purpose, bound, head)) && now.isBefore(end)
        ? Optional.of(end)
        : Optional.empty();
  }

  private static String[] parts(Purpose purpose, String bound, byte[] head) {
    return new String[] {
      "passkey challenge", purpose.name(), bound, HexFormat.of().formatHex(head)
    };
  }
}
