package com.remitflex.features.accounts.deposits.sandbox;

import com.remitflex.features.compliance.SandboxBlockedAddress;
import com.remitflex.platform.money.Money;
import java.math.BigDecimal;

/** What becomes of a simulated deposit: the fraction of its amount decides. */
enum SandboxOutcome {
  /** It is credited after a few blocks. */
  CREDITED,
  /** A reorganisation removes it. */
  DROPPED,
  /** It comes from a blocked address. */
  HELD;

  /** A sender whom nobody knows the key of. */
  private static final String SENDER = "0x00000000000000000000000000000000005a4d0b";

  private static final BigDecimal DROPPED_FRACTION = new BigDecimal("0.01");
  private static final BigDecimal HELD_FRACTION = new BigDecimal("0.03");

  static SandboxOutcome of(Money amount) {
    BigDecimal fraction = amount.major().remainder(BigDecimal.ONE);
    if (fraction.compareTo(DROPPED_FRACTION) == 0) {
      return DROPPED;
    }
    return fraction.compareTo(HELD_FRACTION) == 0 ? HELD : CREDITED;
  }

  String sender() {
    return this == HELD ? SandboxBlockedAddress.TEXT : SENDER;
  }
}
