package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.rows.Counter;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.money.Currency;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** How many payments stand where, by day of creation: written under the account's head. */
final class PaymentCounts implements Counter<PaymentCounts.Group> {
  static final PaymentCounts TALLY = new PaymentCounts();

  /**
   * Payments that are counted together.
   *
   * @param day of creation, in UTC
   * @param corridor empty text for a payment on none
   */
  record Group(
      HeadId head, LocalDate day, PaymentStatus status, Currency currency, String corridor) {}

  private record Amount(Group group, long payments) {}

  private static final Batch<Amount> ADD =
      Batch.<Amount>statement(
              """
              INSERT INTO payment_count AS c
                (account_id, environment, day, status, currency, corridor, payments)
              SELECT account_id, environment, day::date, status, currency, corridor, payments
              FROM :rows
              ON CONFLICT (account_id, environment, day, status, currency, corridor)
              DO UPDATE SET payments = c.payments + excluded.payments
              """)
          .text("account_id", a -> a.group().head().accountId())
          .text("environment", a -> a.group().head().environment().word())
          .text("day", a -> a.group().day().toString())
          .text("status", a -> a.group().status().word())
          .text("currency", a -> a.group().currency().name())
          .text("corridor", a -> a.group().corridor())
          .bigint("payments", Amount::payments)
          .build();

  private PaymentCounts() {}

  static Group of(Payment payment) {
    return new Group(
        payment.key().head(),
        payment.createdAt().atOffset(ZoneOffset.UTC).toLocalDate(),
        payment.status(),
        payment.amount().currency(),
        payment.corridor().orElse(""));
  }

  /** Counts that a payment went from one status to another. */
  static void moved(Payment before, Payment after, Effects effects) {
    effects.count(TALLY, of(before), -1).count(TALLY, of(after), 1);
  }

  @Override
  public void add(Writes writes, Map<Group, Long> amounts) {
    List<Amount> rows =
        amounts.entrySet().stream()
            .map(entry -> new Amount(entry.getKey(), entry.getValue()))
            .toList();
    writes.add(ADD, rows);
  }
}
