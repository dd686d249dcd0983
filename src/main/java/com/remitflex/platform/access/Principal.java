package com.remitflex.platform.access;

import com.remitflex.platform.ids.Environment;
import java.util.Optional;

/**
 * The caller of a request: an accepted API key.
 *
 * @param accountId the account that it acts on: its owner's, or a canary's own
 * @param generation number of the secret that was presented
 * @param requestsPerMinute the key's own limit, 0 for no limit; empty for the platform's limit
 * @param hasMoneyLimits whether its payments count against money limits
 * @param owner the key with the account that owns it
 */
public record Principal(
    String keyId,
    String accountId,
    Environment environment,
    Scope scope,
    long generation,
    Optional<Integer> requestsPerMinute,
    boolean hasMoneyLimits,
    KeyOwner owner) {

  /** A key that acts on the account of its owner. */
  public Principal(
      String keyId,
      String accountId,
      Environment environment,
      Scope scope,
      long generation,
      Optional<Integer> requestsPerMinute,
      boolean hasMoneyLimits) {
    this(
        keyId,
        accountId,
        environment,
        scope,
        generation,
        requestsPerMinute,
        hasMoneyLimits,
        new KeyOwner(keyId, accountId, environment));
  }

  /** A key that has no limits of its own and was never rolled. */
  public static Principal of(String keyId, String accountId, Environment environment, Scope scope) {
    return new Principal(keyId, accountId, environment, scope, 1, Optional.empty(), false);
  }
}
