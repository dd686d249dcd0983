package com.remitflex.features.accounts.tiers;

import com.remitflex.core.accounts.HeadId;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an account has sent on its last day with payments, and in that day's month.
 *
 * @param day in UTC
 * @param dayCents US cents
 * @param monthCents US cents
 * @param authentic whether the row's MAC is valid; if not, both limits count as used
 */
record Sent(HeadId head, LocalDate day, long dayCents, long monthCents, boolean authentic) {
  static Sent nothing(HeadId head, LocalDate day) {
    return new Sent(head, day, 0, 0, true);
  }

  LocalDate month() {
    return day.withDayOfMonth(1);
  }

  /** The sums as they count on this day: those of another day or month are zero. */
  Sent on(LocalDate today) {
    if (!authentic || day.equals(today)) {
      return this;
    }
    boolean sameMonth = month().equals(today.withDayOfMonth(1));
    return new Sent(head, today, 0, sameMonth ? monthCents : 0, true);
  }

  Sent plus(long cents) {
    return new Sent(
        head, day, Math.addExact(dayCents, cents), Math.addExact(monthCents, cents), authentic);
  }

  /** Without an amount of an earlier or the same day, where it still counts. */
  Sent without(LocalDate usedOn, long cents) {
    // An older row that was restored with its MAC may be less than the amount.
    long dayLeft = usedOn.equals(day) ? Math.max(0, dayCents - cents) : dayCents;
    boolean sameMonth = month().equals(usedOn.withDayOfMonth(1));
    return new Sent(
        head, day, dayLeft, sameMonth ? Math.max(0, monthCents - cents) : monthCents, authentic);
  }

  /** What the row's MAC covers: all columns. */
  List<byte[]> macParts() {
    return Stream.of(
            "account_sending v1",
            head.accountId(),
            head.environment().word(),
            day.toString(),
            Long.toString(dayCents),
            Long.toString(monthCents))
        .map(part -> part.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
