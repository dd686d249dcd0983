package com.remitflex.platform.money;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** An exact amount: whole minor units of one currency. */
public record Money(Currency currency, long minor) {
  /**
   * The maximum of one amount: far below the maximum of a long, so that sums and fees are exact.
   */
  public static final long MAX_MINOR = 1_000_000_000_000_000L;

  private static final BigDecimal BASIS_POINTS = BigDecimal.valueOf(10_000);

  /**
   * The amount that a number states in major units; its digits are checked before any arithmetic.
   *
   * @param field names the number in a rejection
   * @param number in plain notation
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (too many decimals),
   *     INVALID_AMOUNT
   */
  public static Money parse(String field, String number, Currency currency) {
    int point = number.indexOf('.');
    if (point >= 0 && number.length() - point - 1 > currency.digits()) {
      throw rejected(
          field,
          ErrorCode.VALIDATION_ERROR,
          currency + " amounts have at most " + currency.digits() + " decimals.");
    }
    BigDecimal minor = new BigDecimal(number).movePointRight(currency.digits());
    if (minor.signum() <= 0) {
      throw rejected(field, ErrorCode.INVALID_AMOUNT, "The amount must be positive.");
    }
    if (minor.compareTo(BigDecimal.valueOf(MAX_MINOR)) > 0) {
      throw rejected(
          field,
          ErrorCode.INVALID_AMOUNT,
          "The amount must be at most " + new Money(currency, MAX_MINOR) + ".");
    }
    return new Money(currency, minor.longValueExact());
  }

  private static ApiException rejected(String field, ErrorCode code, String message) {
    return ApiError.at(field, code, message).exception();
  }

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
