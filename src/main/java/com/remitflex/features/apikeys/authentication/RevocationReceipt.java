package com.remitflex.features.apikeys.authentication;

import java.time.Instant;
import java.util.Optional;

/**
 * How a revocation took effect.
 *
 * @param nodesConfirmed nodes that confirmed that they reject the key; any other node no longer
 *     holds a lease and rejects it too
 * @param lastAccepted the last accepted request of the key, if there was one
 */
public record RevocationReceipt(
    Instant effectiveAt, int nodesConfirmed, int nodesTotal, Optional<LastRequest> lastAccepted) {
  /** A request of a revoked key. */
  public record LastRequest(String requestId, Instant at, String ip) {}
}
