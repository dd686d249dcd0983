package com.remitflex.features.webhooks.sending;

import com.remitflex.features.webhooks.deliveries.Attempt;
import com.remitflex.features.webhooks.deliveries.Delivery;
import java.time.Duration;
import java.util.Optional;

/**
 * An attempt that was made.
 *
 * @param delivery as it was before
 * @param outcome one word: delivered, rejected, or why there was no response
 * @param retryAfter when the server asked to be tried again
 */
record Attempted(
    Lane lane, Delivery delivery, Attempt attempt, String outcome, Optional<Duration> retryAfter) {
  private static final int FIRST_SUCCESS = 200;
  private static final int FIRST_OTHER = 300;

  static final String DELIVERED = "delivered";
  static final String REJECTED = "rejected";

  static boolean isSuccess(long status) {
    return status >= FIRST_SUCCESS && status < FIRST_OTHER;
  }

  boolean isDelivered() {
    return attempt.status().filter(Attempted::isSuccess).isPresent();
  }

  boolean hasStatus(long status) {
    return attempt.status().filter(one -> one == status).isPresent();
  }
}
