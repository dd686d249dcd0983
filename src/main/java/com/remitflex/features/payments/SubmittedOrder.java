package com.remitflex.features.payments;

import java.time.Instant;

/**
 * The place of a payment in the queue of its rail.
 *
 * @param rail the rail's name
 * @param submittedAt when the payment was started
 * @param dueAt when the rail is to work on it
 */
public record SubmittedOrder(PaymentKey key, String rail, Instant submittedAt, Instant dueAt) {
  public SubmittedOrder dueAt(Instant time) {
    return new SubmittedOrder(key, rail, submittedAt, time);
  }
}
