package com.remitflex.features.apikeys;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A secret that a roll replaced: it stays valid until its grace period ends, and is then rejected
 * as revoked.
 *
 * @param generation which of the key's secrets it is
 * @param grace how long it stays valid, from the roll or from the first use of a newer secret
 * @param quietHours hours without use after which its grace period ends early
 * @param endsAt when its grace period ends; empty while that waits for the use of a newer secret
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
  /** The end of a secret that must have ended by any clock, even one that is set back. */
  private static final Instant ENDED = Instant.EPOCH;

  public boolean hasEnded(Instant now) {
    return endsAt.isPresent() && !now.isBefore(endsAt.get());
  }

  /** The same secret, ended now. */
  public RetiredSecret ended() {
    return endingAt(ENDED);
  }

  /**
   * The same secret with a grace period that begins now. Without a grace period it has ended.
   *
   * @param latest when the key itself expires
   */
  public RetiredSecret beginning(Instant now, Optional<Instant> latest) {
    if (grace.isZero()) {
      return ended();
    }
    Instant end = now.plus(grace);
    return endingAt(latest.filter(expiry -> expiry.isBefore(end)).orElse(end));
  }

  /** The same secret, whose grace period ends at this time. */
  public RetiredSecret endingAt(Instant end) {
    return new RetiredSecret(
        hash, keyId, generation, display, retiredAt, grace, quietHours, Optional.of(end));
  }

  /** What the row MAC covers. */
  List<byte[]> macParts() {
    return List.of(
        bytes("retired secret"),
        hash,
        bytes(keyId),
        bytes(Long.toString(generation)),
        bytes(Long.toString(grace.toSeconds())),
        bytes(endsAt.map(Instant::toString).orElse("")));
  }

  /** The same secret with the hash under a newer pepper. */
  RetiredSecret hashed(byte[] newHash) {
    return new RetiredSecret(
        newHash, keyId, generation, display, retiredAt, grace, quietHours, endsAt);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
