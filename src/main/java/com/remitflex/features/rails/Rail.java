package com.remitflex.features.rails;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.money.Money;
import java.time.Duration;
import java.util.Optional;

/**
 * A way for money to leave the platform. A rail never moves money in the ledger: its orders wait in
 * a queue, its own workers call {@link #work} outside of any transaction, and each report becomes a
 * command of the engine. A rail that is slow or hangs delays only its own orders.
 *
 * <p>Several threads may call every method at the same time.
 */
public interface Rail {
  /**
   * The name of its queue, for example `base`. It never changes: orders in the database have it.
   */
  String name();

  /** Why the rail rejects such an order before anything is debited; pure, without I/O. */
  Optional<ApiError> rejection(PaymentOrder order);

  /**
   * What the rail charges for an order, in the currency that arrives; pure, without I/O. It is part
   * of the payment's fee.
   */
  default Optional<Money> fee(PaymentOrder order) {
    return Optional.empty();
  }

  /** How long after its submission the rail first works on the order; pure, without I/O. */
  default Duration firstWorkAfter(PaymentOrder order) {
    return Duration.ZERO;
  }

  /**
   * Whether {@link #work} may wait for anything outside of this process. Then each order is worked
   * on a thread of its own, so that one call that hangs delays no other order.
   */
  default boolean mayWait() {
    return true;
  }

  /**
   * The number of confirmations after which a transaction of this rail is final, as shown; 0 if it
   * is not known, or if the rail has no transactions.
   */
  default long finalAfter() {
    return 0;
  }

  /**
   * Works on an order and reports how far it is. One node at a time works an order, but that is not
   * a guarantee: after a pause of this process, or a kill -9 at any point, the order is worked
   * again, here or on another node. So each step must be repeatable without a second effect, and
   * stored before the next one begins.
   *
   * <p>Is interrupted when the server stops; it is not waited for. An exception is logged, and the
   * order is worked again.
   */
  Report work(RailOrder order);
}
