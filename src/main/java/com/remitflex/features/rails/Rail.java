package com.remitflex.features.rails;

import com.remitflex.platform.errors.ApiError;
import java.util.Optional;

/**
 * A way for money to leave the platform. Only {@link #rejection} is called in a transaction;
 * several threads may call every method at the same time.
 */
public interface Rail {
  /** How far an accepted order has come. */
  enum Stage {
    PROCESSING,
    SETTLED
  }

  /** Why the rail rejects such an order before anything is debited; pure, without I/O. */
  Optional<ApiError> rejection(PaymentOrder order);

  /** Submits the order. */
  Submission submit(PaymentOrder order);

  /** Reports the progress of an order that was accepted. */
  Report report(PaymentOrder order, Stage stage);
}
