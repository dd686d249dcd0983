package com.remitflex.features.compliance.rules;

import com.remitflex.core.accounts.HeadId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What an account started to send in its last hour with payments, and on that hour's day.
 *
 * @param hour its beginning, in UTC
 */
record Velocity(
    HeadId head, Instant hour, long hourPayments, long hourCents, long dayPayments, long dayCents) {
  static Velocity none(HeadId head, Instant now) {
    return new Velocity(head, now.truncatedTo(ChronoUnit.HOURS), 0, 0, 0, 0);
  }

  /** The counts as they are now: those of another hour or day are zero. */
  Velocity at(Instant now) {
    Instant current = now.truncatedTo(ChronoUnit.HOURS);
    if (current.equals(hour)) {
      return this;
    }
    boolean sameDay =
        current.truncatedTo(ChronoUnit.DAYS).equals(hour.truncatedTo(ChronoUnit.DAYS));
    return new Velocity(head, current, 0, 0, sameDay ? dayPayments : 0, sameDay ? dayCents : 0);
  }

  Velocity plus(long cents) {
    return new Velocity(
        head,
        hour,
        hourPayments + 1,
        Math.addExact(hourCents, cents),
        dayPayments + 1,
        Math.addExact(dayCents, cents));
  }

  boolean exceeds(Condition.Velocity limit) {
    boolean perHour = limit.period() == Condition.Period.HOUR;
    long payments = perHour ? hourPayments : dayPayments;
    long cents = perHour ? hourCents : dayCents;
    return limit.payments().filter(max -> payments > max).isPresent()
        || limit.cents().filter(max -> cents > max).isPresent();
  }
}
