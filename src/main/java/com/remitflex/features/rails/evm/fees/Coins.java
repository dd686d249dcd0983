package com.remitflex.features.rails.evm.fees;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Amounts of a network's native coin as text. */
public final class Coins {
  private static final int WEI_DECIMALS = 18;

  private Coins() {}

  /** Whole coins with all digits that matter, for example 0.000089657. */
  public static String text(BigInteger wei) {
    return wei.signum() == 0
        ? "0"
        : new BigDecimal(wei, WEI_DECIMALS).stripTrailingZeros().toPlainString();
  }
}
