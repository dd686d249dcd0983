package com.remitflex.features.rails.evm.relays;

import java.util.Locale;

/** How far a relay is. */
public enum RelayState {
  /** It has no nonce yet. */
  WAITING,
  /** It has a nonce; nothing was sent. */
  ASSIGNED,
  /** A transaction was signed and stored, and is being sent; none of its transactions is mined. */
  SENT,
  /** One of its transactions is in a canonical block that may still be replaced. */
  SEEN,
  /** One of its transactions is in a final block. */
  FINAL,
  /** The signer will never sign it. */
  REJECTED,
  /** It was withdrawn before it had a nonce. */
  WITHDRAWN;

  /** Whether nothing will change any more. */
  public boolean isOver() {
    return this == FINAL || this == REJECTED || this == WITHDRAWN;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RelayState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
