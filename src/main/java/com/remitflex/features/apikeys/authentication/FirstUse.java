package com.remitflex.features.apikeys.authentication;

import com.remitflex.features.apikeys.ApiKey;

/** Records the first use of a secret that a roll has made. */
@FunctionalInterface
public interface FirstUse {
  /**
   * Records durably that the secret of this generation is in use, and begins the grace of every
   * older secret whose grace waits for that.
   *
   * @throws com.remitflex.platform.errors.ApiException SERVICE_UNAVAILABLE: the request must not be
   *     accepted
   */
  void of(ApiKey key, long generation);
}
