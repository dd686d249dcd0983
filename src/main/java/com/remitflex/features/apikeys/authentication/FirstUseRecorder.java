package com.remitflex.features.apikeys.authentication;

import com.remitflex.features.apikeys.ApiKey;

/** Records the first use of a secret that a roll made. */
@FunctionalInterface
public interface FirstUseRecorder {
  /**
   * Records durably that the secret of this generation is in use, begins the grace period of every
   * older secret that waits for it, and returns when every node knows when it ends.
   *
   * @throws com.remitflex.platform.errors.ApiException SERVICE_UNAVAILABLE: the request must not be
   *     accepted
   */
  void record(ApiKey key, long generation);
}
