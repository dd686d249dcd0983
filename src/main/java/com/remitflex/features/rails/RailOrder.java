package com.remitflex.features.rails;

import java.time.Instant;
import java.util.Optional;

/**
 * An order in the queue of its rail, as it was when a worker took it.
 *
 * @param settlement the facts that the rail reported last
 * @param submittedAt the database's time of the transaction that started the payment
 */
public record RailOrder(
    PaymentOrder payment, Stage stage, Optional<Settlement> settlement, Instant submittedAt) {

  /** How far an order has come. */
  public enum Stage {
    /** The money is held. */
    PROCESSING,
    /** The money has left the platform; the recipient's bank has not confirmed it. */
    SETTLED
  }
}
