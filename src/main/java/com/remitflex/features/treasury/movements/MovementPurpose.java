package com.remitflex.features.treasury.movements;

/** What an operator says about a transaction. */
public sealed interface MovementPurpose {
  /** It brings tokens of the operator in, or takes them out. */
  record External() implements MovementPurpose {}

  /** Its tokens are on their way to another network. */
  record Transit() implements MovementPurpose {}

  /**
   * Tokens have arrived from another network.
   *
   * @param movementId of the movement with which they left
   */
  record Arrival(String movementId) implements MovementPurpose {}
}
