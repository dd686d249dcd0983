package com.remitflex.features.rails.evm.fees;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Which network fees are added up, and how.
 *
 * @param network only of this one
 * @param from the first day, in UTC
 * @param to the last day, in UTC
 */
public record FeeRange(FeePeriod period, Optional<String> network, LocalDate from, LocalDate to) {
  private static final LocalDate FIRST = LocalDate.of(2000, 1, 1);
  private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

  /**
   * The range from one day to another; empty if they do not follow each other, or are outside of
   * the years 2000 to 9999.
   *
   * @param from if empty, what the period usually shows
   */
  public static Optional<FeeRange> of(
      FeePeriod period, Optional<String> network, Optional<LocalDate> from, LocalDate to) {
    if (to.isBefore(FIRST) || to.isAfter(LAST)) {
      return Optional.empty();
    }
    LocalDate first = from.orElseGet(() -> period.usualStart(to));
    return first.isBefore(FIRST) || first.isAfter(to)
        ? Optional.empty()
        : Optional.of(new FeeRange(period, network, first, to));
  }
}
