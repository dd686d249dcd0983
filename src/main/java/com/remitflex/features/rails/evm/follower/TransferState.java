package com.remitflex.features.rails.evm.follower;

import java.util.Locale;

/** How certain it is that a transfer took place. */
public enum TransferState {
  /** It is in a block of the canonical chain that may still be replaced. */
  SEEN,

  /** It is in a final block; this never changes. */
  FINAL,

  /** Its block was replaced. It may be mined again, and is then seen again. */
  DROPPED;

  /** The word in the table. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static TransferState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
