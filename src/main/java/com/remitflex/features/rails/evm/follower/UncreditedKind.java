package com.remitflex.features.rails.evm.follower;

import java.util.Locale;

/** Transfers to our addresses that are counted, and never credited. */
enum UncreditedKind {
  UNKNOWN_TOKEN,
  NATIVE_COIN,
  ZERO_VALUE;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
