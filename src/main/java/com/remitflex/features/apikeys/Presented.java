package com.remitflex.features.apikeys;

import java.time.Instant;
import java.util.Optional;

/**
 * A key as one of its secrets presents it.
 *
 * @param retired the secret, when it is not the key's newest
 * @param isFirstUse whether its use is to be recorded before the request is answered: the first one
 *     of this secret, or one that begins the grace of an older secret
 */
public record Presented(ApiKey key, Optional<RetiredSecret> retired, boolean isFirstUse) {
  public long generation() {
    return retired.map(RetiredSecret::generation).orElse(key.generation());
  }

  /** Whether this secret works at this time: decided here for requests, writes and simulations. */
  public KeyStatus status(Instant now) {
    if (isRevoked(now)) {
      return KeyStatus.REVOKED;
    }
    return key.isExpired(now) ? KeyStatus.EXPIRED : KeyStatus.ACTIVE;
  }

  public boolean isRevoked(Instant now) {
    return key.isRevoked() || retired.filter(secret -> secret.hasEnded(now)).isPresent();
  }
}
