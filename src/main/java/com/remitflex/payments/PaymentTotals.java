package com.remitflex.payments;

import com.remitflex.accounts.HeadId;
import com.remitflex.database.Batch;
import com.remitflex.database.Writes;
import com.remitflex.engine.Book;
import com.remitflex.ids.Environment;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** How many payments each account has: counted under its head, so that a list's total is exact. */
final class PaymentTotals implements Book<HeadId, PaymentTotals.Total> {
  static final PaymentTotals BOOK = new PaymentTotals();

  record Total(HeadId head, long payments) {}

  private static final Batch<Total> INSERT = columns(Batch.<Total>insert("payment_total"));
  private static final Batch<Total> UPDATE =
      columns(
          Batch.<Total>statement(
              """
              UPDATE payment_total t SET payments = v.payments FROM :rows
              WHERE t.account_id = v.account_id AND t.environment = v.environment
              """));

  private PaymentTotals() {}

  private static Batch<Total> columns(Batch.Columns<Total> columns) {
    return columns
        .text("account_id", t -> t.head().accountId())
        .text("environment", t -> t.head().environment().word())
        .bigint("payments", Total::payments)
        .build();
  }

  static Total plusOne(HeadId head, Optional<Total> before) {
    return new Total(head, before.map(Total::payments).orElse(0L) + 1);
  }

  long of(Handle handle, HeadId head) {
    return Optional.ofNullable(load(handle, List.of(head)).get(head))
        .map(Total::payments)
        .orElse(0L);
  }

  @Override
  public Map<HeadId, Total> load(Handle handle, Collection<HeadId> heads) {
    Map<HeadId, Total> found = new HashMap<>();
    try (Query query =
        handle.createQuery(
            """
            SELECT account_id, environment, payments FROM payment_total
            WHERE (account_id, environment) IN
              (SELECT * FROM unnest(:accounts::text[], :environments::text[]))
            """)) {
      query
          .bind("accounts", heads.stream().map(HeadId::accountId).toArray(String[]::new))
          .bind(
              "environments",
              heads.stream().map(h -> h.environment().word()).toArray(String[]::new))
          .map(
              (row, context) ->
                  new Total(
                      new HeadId(
                          row.getString("account_id"),
                          Environment.of(row.getString("environment"))),
                      row.getLong("payments")))
          .forEach(total -> found.put(total.head(), total));
    }
    return found;
  }

  @Override
  public void insert(Writes writes, List<Total> rows) {
    writes.add(INSERT, rows);
  }

  @Override
  public void update(Writes writes, List<Total> before, List<Total> after) {
    writes.add(UPDATE, after);
  }

  @Override
  public void delete(Writes writes, List<Total> rows) {
    throw new IllegalStateException("totals are never deleted");
  }
}
