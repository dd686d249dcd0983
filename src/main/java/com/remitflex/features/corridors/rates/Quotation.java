package com.remitflex.features.corridors.rates;

import com.remitflex.platform.money.Currency;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The price of one currency in another, as a source reported it.
 *
 * @param value the units of `to` that one unit of `from` is worth
 * @param source name of the source
 * @param asOf the time of the price
 * @param maxAge after which the price is no longer used; empty for a price that stays valid
 */
public record Quotation(
    Currency from,
    Currency to,
    BigDecimal value,
    String source,
    Instant asOf,
    Optional<Duration> maxAge) {

  /** Maximum digits of a price: what is multiplied by it stays small. */
  public static final int MAX_DIGITS = 20;

  private static final BigDecimal MAX = BigDecimal.TEN.pow(9);
  private static final BigDecimal MIN = BigDecimal.ONE.movePointLeft(9);

  public Quotation {
    if (!isPossible(value)) {
      throw new IllegalArgumentException("impossible price of " + from + " in " + to);
    }
  }

  /** Whether this can be a price: from 0.000000001 to 1000000000, with at most 20 digits. */
  public static boolean isPossible(BigDecimal value) {
    return value.signum() > 0
        && value.precision() <= MAX_DIGITS
        && Math.abs((long) value.scale()) <= MAX_DIGITS
        && value.compareTo(MIN) >= 0
        && value.compareTo(MAX) <= 0;
  }

  /** When the price becomes too old; empty for a price that stays valid. */
  public Optional<Instant> expiresAt() {
    return maxAge.map(asOf::plus);
  }

  /** The same price at another time. */
  public Quotation at(Instant time) {
    return new Quotation(from, to, value, source, time, maxAge);
  }

  boolean isFresh(Instant now) {
    return expiresAt().map(now::isBefore).orElse(true);
  }
}
