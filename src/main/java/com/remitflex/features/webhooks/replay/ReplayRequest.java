package com.remitflex.features.webhooks.replay;

import java.util.Optional;

/**
 * What to deliver again.
 *
 * @param fromSeq number of the first event
 * @param toSeq number of the last event
 */
public record ReplayRequest(
    String endpointId, Which which, Optional<Long> fromSeq, Optional<Long> toSeq) {
  long first() {
    return fromSeq.orElse(1L);
  }

  /** The last event; without one, all that exist. */
  long last(long newest) {
    return Math.min(toSeq.orElse(newest), newest);
  }
}
