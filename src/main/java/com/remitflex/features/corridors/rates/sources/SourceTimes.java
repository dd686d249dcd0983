package com.remitflex.features.corridors.rates.sources;

import com.remitflex.features.corridors.rates.Quotation;
import com.remitflex.platform.money.Currency;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Checks what sources report. */
final class SourceTimes {
  /** Clocks differ; a price from further in the future would be used for too long. */
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final MathContext DIGITS =
      new MathContext(Quotation.MAX_DIGITS, RoundingMode.HALF_EVEN);

  private SourceTimes() {}

  static void requireNotFuture(Instant asOf, Instant now) throws RateSourceException {
    if (asOf.isAfter(now.plus(TOLERANCE))) {
      throw new RateSourceException("The prices are from the future: " + asOf + ".");
    }
  }

  static Quotation quotation(
      Currency from,
      Currency to,
      BigDecimal value,
      String source,
      Instant asOf,
      Optional<Duration> maxAge)
      throws RateSourceException {
    BigDecimal rounded = value.round(DIGITS).stripTrailingZeros();
    if (!Quotation.isPossible(rounded)) {
      throw new RateSourceException("The price of " + from + " in " + to + " is impossible.");
    }
    return new Quotation(from, to, rounded, source, asOf, maxAge);
  }
}
