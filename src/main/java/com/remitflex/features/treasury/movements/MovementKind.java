package com.remitflex.features.treasury.movements;

import java.util.Locale;

/** Why tokens of the operator are, or are no longer, at an address of the platform. */
public enum MovementKind {
  /** What was there when the books began. */
  OPENING,
  /** The operator has brought tokens in, or taken tokens out. */
  EXTERNAL,
  /** Tokens have left one network for another. */
  TRANSIT,
  /** Tokens in transit have arrived. */
  ARRIVAL;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static MovementKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
