package com.remitflex.features.rails.evm.fees;

import java.util.Locale;

/** What a transaction of a relayer was for. */
public enum FeeKind {
  /** A payment to a wallet, whether it was paid or its transaction was reverted. */
  PAYOUT,
  /** The cancellation of a payment's authorisation. */
  CANCELLATION,
  /** Tokens from a deposit address to the treasury. */
  SWEEP,
  /** Nothing: it used up a nonce that is not needed any more. */
  EMPTY;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static FeeKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
