package com.remitflex.platform.access;

import com.remitflex.platform.ids.Environment;
import java.util.Optional;

/**
 * Who is calling: an accepted API key.
 *
 * @param accountId whose books it sees: its owner's, or those of no one
 * @param generation which of the key's secrets was presented
 * @param requestsPerMinute the key's own request limit, 0 for none; empty: the platform's
 * @param hasMoneyLimits whether its payments are counted
 * @param owner whose key it is
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

  /** A key that sees the books of its owner. */
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

  /** A key without limits of its own that was never rolled. */
  public static Principal of(String keyId, String accountId, Environment environment, Scope scope) {
    return new Principal(keyId, accountId, environment, scope, 1, Optional.empty(), false);
  }
}
