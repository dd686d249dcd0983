package com.remitflex.http;

import com.remitflex.ids.Environment;
import java.util.Optional;

/**
 * Who is calling: an accepted API key.
 *
 * @param generation which of the key's secrets it came with
 * @param requestsPerMinute the key's own request limit, 0 for none; empty: the platform's
 * @param hasMoneyLimits whether its payments are counted
 */
public record Principal(
    String keyId,
    long generation,
    String accountId,
    Environment environment,
    Scope scope,
    Optional<Integer> requestsPerMinute,
    boolean hasMoneyLimits) {

  /** A key without limits of its own that was never rolled. */
  public static Principal of(String keyId, String accountId, Environment environment, Scope scope) {
    return new Principal(keyId, 1, accountId, environment, scope, Optional.empty(), false);
  }
}
