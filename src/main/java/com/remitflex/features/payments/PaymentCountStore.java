package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.rows.Counter;
import com.remitflex.features.payments.PaymentService.Day;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The payment_count table: payments by day of creation, status, currency and corridor. */
public final class PaymentCountStore implements Counter<PaymentCountStore.Group> {
  static final PaymentCountStore COUNTER = new PaymentCountStore();

  /** In the place of a corridor, in the tables of counts; no corridor has this ID. */
  static final String OFF_RAMPS = "off-ramp";

  /**
   * Payments that are counted together.
   *
   * @param day of creation, in UTC
   * @param corridor empty text for a payment without a corridor, {@link #OFF_RAMPS} for an off-ramp
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

  private PaymentCountStore() {}

  private static Group group(Payment payment) {
    return new Group(
        payment.key().head(),
        payment.createdAt().atOffset(ZoneOffset.UTC).toLocalDate(),
        payment.status(),
        payment.amount().currency(),
        switch (payment.kind()) {
          case PAYMENT -> payment.corridor().orElse("");
          case OFF_RAMP -> OFF_RAMPS;
        });
  }

  public static void countCreated(Effects effects, Payment payment) {
    effects.count(COUNTER, group(payment), 1);
  }

  public static void countMoved(Effects effects, Payment before, Payment after) {
    effects.count(COUNTER, group(before), -1).count(COUNTER, group(after), 1);
  }

  @Override
  public void add(Writes writes, Map<Group, Long> amounts) {
    List<Amount> rows =
        amounts.entrySet().stream()
            .map(entry -> new Amount(entry.getKey(), entry.getValue()))
            .toList();
    writes.add(ADD, rows);
  }

  /** The condition on rows of counts for one kind. */
  static String ofKind(PaymentKind kind) {
    return switch (kind) {
      case PAYMENT -> "corridor <> '" + OFF_RAMPS + "'";
      case OFF_RAMP -> "corridor = '" + OFF_RAMPS + "'";
    };
  }

  /**
   * The sums over all accounts of one kind: as many rows as accounts, days and groups with
   * payments.
   */
  static PaymentService.Totals totals(Handle handle, PaymentKind kind) {
    Map<Environment, Map<PaymentStatus, Long>> totals = new EnumMap<>(Environment.class);
    handle
        .createQuery(
            """
            SELECT environment, status, sum(payments)::bigint AS payments
            FROM payment_count WHERE %s GROUP BY environment, status
            """
                .formatted(ofKind(kind)))
        .map((row, context) ->
            totals
                .computeIfAbsent(
                    Environment.of(row.getString("environment")),
                    environment -> new EnumMap<>(PaymentStatus.class))
                .put(PaymentStatus.of(row.getString("status")), row.getLong("payments")))
        .list();
    return new PaymentService.Totals(totals);
  }

  /** The days from this one on that have payments, oldest first. */
  static List<Day> daysSince(Handle handle, HeadId head, LocalDate first) {
    return handle
        .createQuery(
            """
            SELECT day, sum(payments)::bigint AS payments,
                   coalesce(sum(payments) FILTER (WHERE status = 'failed'), 0)::bigint AS failed
            FROM payment_count
            WHERE account_id = :account AND environment = :environment AND day >= :first::date
              AND corridor <> 'off-ramp'
            GROUP BY day ORDER BY day
            """)
        .bind("account", head.accountId())
        .bind("environment", head.environment().word())
        .bind("first", first.toString())
        .map((row, context) ->
            new Day(
                LocalDate.parse(row.getString("day")),
                row.getLong("payments"),
                row.getLong("failed")))
        .list();
  }
}
