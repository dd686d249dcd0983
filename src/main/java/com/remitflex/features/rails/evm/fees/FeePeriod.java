package com.remitflex.features.rails.evm.fees;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** By what network fees are added up, in UTC. */
public enum FeePeriod {
  DAY(10),
  MONTH(7);

  /** As much of a date in ISO 8601 as names the period. */
  private final int length;

  FeePeriod(int length) {
    this.length = length;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<FeePeriod> find(String word) {
    return Stream.of(values()).filter(one -> one.word().equals(word)).findFirst();
  }

  /** The name of a period, for example 2027-01-31 or 2027-01. */
  public String text(LocalDate firstDay) {
    return firstDay.toString().substring(0, length);
  }

  /** The first day that a list shows unless it is asked for another one. */
  public LocalDate usualStart(LocalDate today) {
    return switch (this) {
      case DAY -> today.minusDays(29);
      case MONTH -> today.withDayOfMonth(1).minusMonths(11);
    };
  }
}
