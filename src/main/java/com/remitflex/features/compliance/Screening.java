package com.remitflex.features.compliance;

import com.remitflex.features.compliance.reviews.Held;
import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.rails.PaymentOrder;

/** The compliance check of a payment before it leaves `pending`. */
@FunctionalInterface
public interface Screening {
  /** The result of a screening. */
  sealed interface Verdict {
    record Clear() implements Verdict {}

    /** Held for review. */
    record Review(Held held) implements Verdict {}

    /** Never carried out. */
    record Blocked(FailureReason reason) implements Verdict {}
  }

  Verdict screen(PaymentOrder order);
}
