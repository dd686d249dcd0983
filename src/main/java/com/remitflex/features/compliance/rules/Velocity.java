package com.remitflex.features.compliance.rules;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.secrets.SignedTableStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What an account started to send in its last hour with payments, and on that hour's day.
 *
 * @param hour its beginning, in UTC
 * @param authentic whether the row is as RemitFlex wrote it; one that is not exceeds every limit
 */
record Velocity(
    HeadId head,
    Instant hour,
    long hourPayments,
    long hourCents,
    long dayPayments,
    long dayCents,
    boolean authentic) {
  static Velocity none(HeadId head, Instant now) {
    return new Velocity(head, now.truncatedTo(ChronoUnit.HOURS), 0, 0, 0, 0, true);
  }

  /** The counts as they are now: those of another hour or day are zero. */
  Velocity at(Instant now) {
    Instant current = now.truncatedTo(ChronoUnit.HOURS);
    if (current.equals(hour)) {
      return this;
    }
    boolean sameDay =
        current.truncatedTo(ChronoUnit.DAYS).equals(hour.truncatedTo(ChronoUnit.DAYS));
    return new Velocity(
        head, current, 0, 0, sameDay ? dayPayments : 0, sameDay ? dayCents : 0, authentic);
  }

  Velocity plus(long cents) {
    return new Velocity(
        head,
        hour,
        hourPayments + 1,
        Math.addExact(hourCents, cents),
        dayPayments + 1,
        Math.addExact(dayCents, cents),
        authentic);
  }

  Velocity notAuthentic() {
    return new Velocity(head, hour, hourPayments, hourCents, dayPayments, dayCents, false);
  }

  /** What the row's MAC covers. */
  List<byte[]> macParts() {
    return SignedTableStore.parts(
        "review_velocity v1",
        head.accountId(),
        head.environment().word(),
        hour.toString(),
        Long.toString(hourPayments),
        Long.toString(hourCents),
        Long.toString(dayPayments),
        Long.toString(dayCents));
  }

  boolean exceeds(Condition.Velocity limit) {
    if (!authentic) {
      return true;
    }
    boolean perHour = limit.period() == Condition.Period.HOUR;
    long payments = perHour ? hourPayments : dayPayments;
    long cents = perHour ? hourCents : dayCents;
    return limit.payments().filter(max -> payments > max).isPresent()
        || limit.cents().filter(max -> cents > max).isPresent();
  }
}
