package com.remitflex.platform.money;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Units of the destination currency for one unit of the source, at most 10 significant digits:
 * rounded down, since it is what the customer receives. Rounded to the nearest, a rate and its
 * inverse can multiply to more than one, and a large amount would gain by going there and back.
 */
public record Rate(BigDecimal value) {
  private static final MathContext TEN_DIGITS = new MathContext(10, RoundingMode.DOWN);

  public static final Rate ONE = new Rate(BigDecimal.ONE);

  public Rate {
    if (value.signum() <= 0) {
      throw new IllegalArgumentException("a rate is positive: " + value);
    }
    value = value.round(TEN_DIGITS).stripTrailingZeros();
    value = value.scale() < 0 ? value.setScale(0) : value;
  }

  /** The cross rate of two prices in one common currency. */
  public static Rate cross(BigDecimal sourcePrice, BigDecimal destinationPrice) {
    return new Rate(sourcePrice.divide(destinationPrice, TEN_DIGITS));
  }
}
