package com.remitflex.features.activity.recording;

import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.http.api.Exchange;
import java.time.Instant;
import java.util.Optional;

/**
 * A request as the spool stores it: without headers and bodies.
 *
 * @param exchange with an owner
 * @param answeredAt in database time
 * @param flush number of the flush of usage counts in which it is counted
 * @param burst ID of the row of the history that represents it with others; empty: it has a row of
 *     its own
 */
public record SpooledRequest(
    Exchange exchange, Instant answeredAt, long flush, Optional<String> burst) {

  /** The key that sent it. */
  public KeyOwner owner() {
    return exchange.owner().orElseThrow();
  }
}
