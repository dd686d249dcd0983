package com.remitflex.features.accounts.deposits;

import java.util.Locale;

/** Why a deposit is held. */
public enum HeldReason {
  BLOCKED_ADDRESS(
      "The sender or the deposit address is on the operator's list of blocked addresses."),
  BELOW_MINIMUM("The amount is below the minimum of the network."),
  OPERATOR("An operator holds the deposit.");

  private final String sentence;

  HeldReason(String sentence) {
    this.sentence = sentence;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String sentence() {
    return sentence;
  }

  static HeldReason of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
