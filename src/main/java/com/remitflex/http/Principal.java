package com.remitflex.http;

import com.remitflex.ids.Environment;
import java.util.Optional;

/**
 * Who is calling: an accepted API key.
 *
 * @param generation which of the key's secrets was presented
 * @param requestsPerMinute the key's own request limit, 0 for none; empty: the platform's
 * @param hasMoneyLimits whether its payments are counted
 */
public record Principal(
    String keyId,
    String accountId,
    Environment environment,
    Scope scope,
    long generation,
    Optional<Integer> requestsPerMinute,
    boolean hasMoneyLimits) {

  /** A key without limits of its own that was never rolled. */
  public static Principal of(String keyId, String accountId, Environment environment, Scope scope) {
    return new Principal(keyId, accountId, environment, scope, 1, Optional.empty(), false);
  }
}
