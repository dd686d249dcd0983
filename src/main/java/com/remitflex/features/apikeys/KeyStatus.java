package com.remitflex.features.apikeys;

import com.remitflex.platform.errors.ApiError;
import java.util.Optional;

/** Whether a secret of a key is valid: for a request, a write and a simulation. */
public enum KeyStatus {
  ACTIVE,
  /** The key was revoked, or the grace period of the secret is over. */
  REVOKED,
  EXPIRED,
  /** After a restore, until an operator confirms the key. */
  SUSPENDED;

  /** The rejection of a request whose key has this status. */
  public Optional<ApiError> rejection() {
    return switch (this) {
      case ACTIVE -> Optional.empty();
      case REVOKED -> Optional.of(ApiKey.revoked());
      case EXPIRED -> Optional.of(ApiKey.unknown());
      case SUSPENDED -> Optional.of(ApiKey.suspended());
    };
  }
}
