package com.remitflex.core.ledger;

import java.util.Locale;

/** Where an account's money can be; each is a column of its balance row. */
public enum SubAccount {
  /** What the account may spend; never negative. */
  AVAILABLE,
  /** What is held for payments in progress; never negative. */
  HELD,
  /** What left the account by its rails, or came from another account. */
  SETTLEMENT,
  /** What the platform earned. */
  FEES,
  /** The counterpart of conversions. */
  FX,
  /** Where money that was added comes from. */
  FUNDING;

  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }

  /** Whether this is the account's own money: what it has is the sum of these sub-accounts. */
  public boolean isOwned() {
    return this == AVAILABLE || this == HELD;
  }
}
