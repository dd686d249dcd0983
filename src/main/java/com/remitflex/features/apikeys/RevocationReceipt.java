package com.remitflex.features.apikeys;

import java.time.Instant;
import java.util.Optional;

/**
 * How a revocation took effect.
 *
 * @param nodesConfirmed nodes that said that they refuse the key; one that did not say so holds no
 *     lease any more and refuses it too
 * @param lastAccepted the last request that was accepted of the key, if there was one
 */
public record RevocationReceipt(
    Instant effectiveAt, int nodesConfirmed, int nodesTotal, Optional<LastRequest> lastAccepted) {
  public record LastRequest(String requestId, Instant at, String ip) {}
}
