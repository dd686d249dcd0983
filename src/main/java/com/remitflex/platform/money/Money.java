package com.remitflex.platform.money;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** An exact amount: whole minor units of one currency. */
public record Money(Currency currency, long minor) {
  private static final BigDecimal BASIS_POINTS = BigDecimal.valueOf(10_000);

  /** The amount in major units without trailing zeros, never in exponent notation. */
  public static BigDecimal major(Currency currency, long minor) {
    BigDecimal value = BigDecimal.valueOf(minor, currency.digits()).stripTrailingZeros();
    return value.scale() < 0 ? value.setScale(0) : value;
  }

  public BigDecimal major() {
    return major(currency, minor);
  }

  /** Sum of two amounts of one currency. */
  public Money plus(Money other) {
    if (other.currency != currency) {
      throw new IllegalStateException("adding " + other.currency + " to " + currency);
    }
    return new Money(currency, Math.addExact(minor, other.minor));
  }

  /** The converted amount that the customer receives: rounded down. */
  public Money convert(Rate rate, Currency to) {
    BigDecimal minorUnits =
        major().multiply(rate.value()).movePointRight(to.digits()).setScale(0, RoundingMode.DOWN);
    return new Money(to, minorUnits.longValueExact());
  }

  /** The converted amount that counts against a limit: rounded up, at least one minor unit. */
  public Money convertUp(Rate rate, Currency to) {
    BigDecimal minorUnits =
        major().multiply(rate.value()).movePointRight(to.digits()).setScale(0, RoundingMode.UP);
    return new Money(to, Math.max(1, minorUnits.longValueExact()));
  }

  /** A fee in basis points of this amount: rounded up, because the customer pays it. */
  public Money fee(int basisPoints) {
    BigDecimal minorUnits =
        BigDecimal.valueOf(minor)
            .multiply(BigDecimal.valueOf(basisPoints))
            .divide(BASIS_POINTS, 0, RoundingMode.UP);
    return new Money(currency, minorUnits.longValueExact());
  }

  @Override
  public String toString() {
    return major().toPlainString() + " " + currency;
  }
}
