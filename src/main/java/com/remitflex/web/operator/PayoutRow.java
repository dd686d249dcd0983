package com.remitflex.web.operator;

import com.remitflex.features.payments.PaymentService.QueuedPayment;
import com.remitflex.features.treasury.WaitingReason;

/** A payment in the queue of a rail, with what it waits for. */
public record PayoutRow(QueuedPayment queued, WaitingReason reason) {
  static PayoutRow of(QueuedPayment queued) {
    return new PayoutRow(queued, WaitingReason.of(queued.waiting(), queued.isLate()));
  }

  /** The tone in which the page shows the reason. */
  public String tone() {
    return queued.isLate() ? "danger" : queued.waiting().isPresent() ? "warning" : "info";
  }
}
