package com.remitflex.features.rails.evm.payouts;

import java.util.Locale;

/** How far a payout is; each step is stored before the next one begins. */
public enum Step {
  /** What is to be paid is stored; nothing was signed. */
  CLAIMED,
  /** A window is stored, and an authorisation for it may have been signed. */
  AUTHORISED,
  /** A relayer has the authorisation. */
  SENT,
  /** It was used in a canonical block that may still be replaced. */
  SEEN,
  /** The tokens have moved, in a final block. */
  SETTLED,
  /** The tokens will never move: the money may be released. */
  FAILED;

  public boolean isOver() {
    return this == SETTLED || this == FAILED;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Step of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
