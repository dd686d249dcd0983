package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.payments.PaymentService.Day;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The counts of payments, read by day. */
final class PaymentDayStore {
  private PaymentDayStore() {}

  /** The days since this one that have payments, oldest first. */
  static List<Day> since(Handle handle, HeadId head, LocalDate first) {
    return handle
        .createQuery(
            """
            SELECT day, sum(payments)::bigint AS payments,
                   coalesce(sum(payments) FILTER (WHERE status = 'failed'), 0)::bigint AS failed
            FROM payment_count
            WHERE account_id = :account AND environment = :environment AND day >= :first::date
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
