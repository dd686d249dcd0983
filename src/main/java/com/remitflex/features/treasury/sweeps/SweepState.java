package com.remitflex.features.treasury.sweeps;

import java.util.Locale;

/** How far a sweep is. */
public enum SweepState {
  /** It may be carried out at any time. */
  OPEN,
  /** Its transfer is in a final block. */
  DONE,
  /** Its authorisation was not used in time, and can never be used any more. */
  EXPIRED;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static SweepState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
