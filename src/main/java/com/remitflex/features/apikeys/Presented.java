package com.remitflex.features.apikeys;

import java.time.Instant;
import java.util.Optional;

/**
 * A key with the secret that a request presented.
 *
 * @param retired the secret, when it is not the key's newest
 * @param isFirstUse whether the use must be recorded before the request is accepted: it is the
 *     first use of the secret, or it begins the grace period of an older one
 */
public record Presented(ApiKey key, Optional<RetiredSecret> retired, boolean isFirstUse) {
  public long generation() {
    return retired.map(RetiredSecret::generation).orElse(key.generation());
  }

  /** Whether this secret is valid: decided here for requests, writes and simulations. */
  public KeyStatus status(Instant now) {
    if (isRevoked(now)) {
      return KeyStatus.REVOKED;
    }
    if (key.isExpired(now)) {
      return KeyStatus.EXPIRED;
    }
    return key.isSuspended() ? KeyStatus.SUSPENDED : KeyStatus.ACTIVE;
  }

  public boolean isRevoked(Instant now) {
    return key.isRevoked() || retired.filter(secret -> secret.hasEnded(now)).isPresent();
  }
}
