package com.remitflex.features.rails;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * An order in the queue of its rail, as it was when a worker took it.
 *
 * @param settlement the facts that the rail reported last
 * @param submittedAt the database's time of the transaction that started the payment
 * @param pause whether the rail is paused now
 */
public record RailOrder(
    PaymentOrder payment,
    Stage stage,
    Optional<Settlement> settlement,
    Instant submittedAt,
    BooleanSupplier pause) {

  /** How far an order has come. */
  public enum Stage {
    /** The money is held. */
    PROCESSING,
    /** The money has left the platform; the recipient's bank has not confirmed it. */
    SETTLED,
    /** The recipient's bank has the money, and may send it back. */
    DELIVERED
  }

  /**
   * Whether the rail is paused now. Ask before each step that begins something; what was begun
   * before is followed nevertheless.
   */
  public boolean paused() {
    return pause.getAsBoolean();
  }
}
