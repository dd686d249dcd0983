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
 * Challenges for passkeys that every node can verify. A challenge consists of its expiry, random
 * bytes, and a MAC over these, the purpose, and the session or browser it is bound to. None is
 * stored, so requesting many fills no table.
 */
final class Challenges {
  static final Duration LIFE = Duration.ofMinutes(10);

  /** The ceremony that a challenge belongs to. */
  enum Purpose {
    ADD,
    SIGN_IN
  }

  private static final int RANDOM_BYTES = 16;
  private static final int HEADER_BYTES = Long.BYTES + RANDOM_BYTES;
  private static final int MAC_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final PeopleSecrets secrets;

  Challenges(PeopleSecrets secrets) {
    this.secrets = secrets;
  }

  /**
   * Creates a challenge.
   *
   * @param boundTo the only session or browser whose response is accepted
   */
  byte[] next(Purpose purpose, String boundTo, Instant now) {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    byte[] header =
        ByteBuffer.allocate(HEADER_BYTES)
            .putLong(now.plus(LIFE).toEpochMilli())
            .put(random)
            .array();
    return ByteBuffer.allocate(HEADER_BYTES + MAC_BYTES)
        .put(header)
        .put(secrets.mac(parts(purpose, boundTo, header)))
        .array();
  }

  /** When the challenge expires; empty if it has expired or is not authentic. */
  Optional<Instant> validUntil(byte[] challenge, Purpose purpose, String boundTo, Instant now) {
    if (challenge.length != HEADER_BYTES + MAC_BYTES) {
      return Optional.empty();
    }
    byte[] header = Arrays.copyOf(challenge, HEADER_BYTES);
    byte[] mac = Arrays.copyOfRange(challenge, HEADER_BYTES, challenge.length);
    Instant expiresAt = Instant.ofEpochMilli(ByteBuffer.wrap(header).getLong());
    return secrets.isMac(mac, parts(purpose, boundTo, header)) && now.isBefore(expiresAt)
        ? Optional.of(expiresAt)
        : Optional.empty();
  }

  private static String[] parts(Purpose purpose, String boundTo, byte[] header) {
    return new String[] {
      "passkey challenge", purpose.name(), boundTo, HexFormat.of().formatHex(header)
    };
  }
}
