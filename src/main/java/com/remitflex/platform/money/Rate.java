package com.remitflex.platform.money;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Units of the destination currency per unit of the source currency, rounded down to at most 10
 * significant digits. Rounded to nearest, a rate times its inverse could exceed one, and converting
 * a large amount back and forth would yield a profit.
 */
public record Rate(BigDecimal value) {
  private static final MathContext TEN_DIGITS = new MathContext(10, RoundingMode.DOWN);

  public static final Rate ONE = new Rate(BigDecimal.ONE);

  public Rate {
    if (value.signum() <= 0) {
      throw new IllegalArgumentException("a rate must be positive: " + value);
    }
    value = value.round(TEN_DIGITS).stripTrailingZeros();
    value = value.scale() < 0 ? value.setScale(0) : value;
  }

  /** The cross rate of two prices in one common currency. */
  public static Rate cross(BigDecimal sourcePrice, BigDecimal destinationPrice) {
    return new Rate(sourcePrice.divide(destinationPrice, TEN_DIGITS));
  }
}
