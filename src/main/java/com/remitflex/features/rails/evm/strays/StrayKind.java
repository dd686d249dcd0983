package com.remitflex.features.rails.evm.strays;

import java.util.Locale;

/** Transfers to our addresses that are counted, and never credited. */
public enum StrayKind {
  /** Of a token that is not configured. */
  UNKNOWN_TOKEN,

  /** Of the coin in which gas is paid. */
  NATIVE_COIN,

  /** Of nothing, which anyone can send for anyone: only counted. */
  ZERO_VALUE;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static StrayKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
