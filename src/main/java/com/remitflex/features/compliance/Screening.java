package com.remitflex.features.compliance;

import com.remitflex.features.rails.PaymentOrder;
import java.time.Duration;

/** The compliance check of a payment before it leaves `pending`. */
public interface Screening {
  /** The result of a screening. */
  sealed interface Verdict {
    record Clear() implements Verdict {}

    /** Held for review; approved automatically after this time if no one decides before. */
    record Review(Duration approvedAfter) implements Verdict {}
  }

  Verdict screen(PaymentOrder order);
}
