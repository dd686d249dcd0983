package com.remitflex.features.treasury.books;

import com.remitflex.platform.money.Currency;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Sums of tokens, which may be larger than one amount and negative. */
public final class Amounts {
  private Amounts() {}

  /** A sum of minor units in major units without trailing zeros, with its currency. */
  public static String text(Currency currency, BigInteger minor) {
    return major(currency, minor).toPlainString() + " " + currency;
  }

  /** A sum of minor units in major units, never in exponent notation. */
  public static BigDecimal major(Currency currency, BigInteger minor) {
    BigDecimal value = new BigDecimal(minor, currency.digits()).stripTrailingZeros();
    return value.scale() < 0 ? value.setScale(0) : value;
  }
}
