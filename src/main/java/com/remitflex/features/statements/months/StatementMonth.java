package com.remitflex.features.statements.months;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A calendar month in UTC, for example `2026-11`. */
public record StatementMonth(YearMonth month) implements Comparable<StatementMonth> {
  private static final Pattern WORD = Pattern.compile("2[0-9]{3}-(?:0[1-9]|1[0-2])");

  /** The month that this word names; empty if it names none. */
  public static Optional<StatementMonth> find(String word) {
    return WORD.matcher(word).matches()
        ? Optional.of(new StatementMonth(YearMonth.parse(word)))
        : Optional.empty();
  }

  public static StatementMonth of(Instant time) {
    return new StatementMonth(YearMonth.from(time.atOffset(ZoneOffset.UTC)));
  }

  public String word() {
    return month.toString();
  }

  /** For people, for example `November 2026`. */
  public String label() {
    return month.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH) + " " + month.getYear();
  }

  /** Its first moment. */
  public Instant start() {
    return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /** The first moment after it. */
  public Instant end() {
    return next().start();
  }

  public StatementMonth next() {
    return new StatementMonth(month.plusMonths(1));
  }

  public StatementMonth previous() {
    return new StatementMonth(month.minusMonths(1));
  }

  @Override
  public int compareTo(StatementMonth other) {
    return month.compareTo(other.month);
  }
}
