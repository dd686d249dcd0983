package com.remitflex.features.apikeys;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A secret that a roll replaced: it still works until its grace ends, and then is told that it was
 * revoked.
 *
 * @param generation which of the key's secrets it is
 * @param grace how long it goes on, from the roll or from the first use of a newer secret
 * @param quietHours ends it early after so many hours without a use
 * @param endsAt when it ends; empty while no newer secret has been used
 */
public record RetiredSecret(
    byte[] hash,
    String keyId,
    long generation,
    String display,
    Instant retiredAt,
    Duration grace,
    Optional<Integer> quietHours,
    Optional<Instant> endsAt) {
  /** The end of what is over by any clock, also one that is set back. */
  private static final Instant OVER = Instant.EPOCH;

  public boolean hasEnded(Instant now) {
    return endsAt.isPresent() && !now.isBefore(endsAt.get());
  }

  /** The secret ended before its time. */
  public RetiredSecret ended() {
    return ending(OVER);
  }

  /**
   * The secret with its grace counted from now; without a grace it has ended.
   *
   * @param latest when the key itself expires
   */
  public RetiredSecret beginning(Instant now, Optional<Instant> latest) {
    if (grace.isZero()) {
      return ended();
    }
    Instant end = now.plus(grace);
    return ending(latest.filter(expiry -> expiry.isBefore(end)).orElse(end));
  }

  private RetiredSecret ending(Instant end) {
    return new RetiredSecret(
        hash, keyId, generation, display, retiredAt, grace, quietHours, Optional.of(end));
  }

  /** What its row is sealed over. */
  List<byte[]> sealed() {
    return List.of(
        bytes("retired secret"),
        hash,
        bytes(keyId),
        bytes(Long.toString(generation)),
        bytes(Long.toString(grace.toSeconds())),
        bytes(endsAt.map(Instant::toString).orElse("")));
  }

  /** The same secret with the hash of a newer pepper. */
  RetiredSecret hashed(byte[] newHash) {
    return new RetiredSecret(
        newHash, keyId, generation, display, retiredAt, grace, quietHours, endsAt);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
