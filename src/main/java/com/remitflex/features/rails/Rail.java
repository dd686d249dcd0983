package com.remitflex.features.rails;

import com.remitflex.platform.errors.ApiError;
import java.util.Optional;

/** A way for money to leave the platform; never called inside a transaction, but for admission. */
public interface Rail {
  /** How far a payment has come that is reported on. */
  enum Stage {
    PROCESSING,
    SETTLED
  }

  /** Why such an order is not taken at all; pure, asked before anything is debited. */
  Optional<ApiError> refusal(PaymentOrder order);

  /** Hands the order over. */
  Submission submit(PaymentOrder order);

  /** What became of an order that was accepted. */
  Report report(PaymentOrder order, Stage stage);
}
