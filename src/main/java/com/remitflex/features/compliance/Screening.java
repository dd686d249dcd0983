package com.remitflex.features.compliance;

import com.remitflex.features.rails.PaymentOrder;
import java.time.Duration;

/** Looks at a payment before it leaves `pending`. */
public interface Screening {
  /** What the screening found. */
  sealed interface Verdict {
    record Clear() implements Verdict {}

    /** Held for review; approved by itself after this time, unless someone decides before. */
    record Review(Duration approvedAfter) implements Verdict {}
  }

  Verdict screen(PaymentOrder order);
}
