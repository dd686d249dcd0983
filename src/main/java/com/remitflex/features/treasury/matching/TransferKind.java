package com.remitflex.features.treasury.matching;

import java.util.Locale;

/** What a transfer of the chain belongs to. */
public enum TransferKind {
  /** Money of a customer that has arrived. */
  DEPOSIT,
  /** From a deposit address to the treasury. */
  SWEEP,
  /** Money of a customer that has left. */
  PAYOUT,
  /** Something that the operator has recorded. */
  MOVEMENT;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
