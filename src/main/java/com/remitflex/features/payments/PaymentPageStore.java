package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.database.lists.Timestamps;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Pages of an account's payments, and their total. The counts by day show which days have payments
 * that meet the filter, so that a page reads only those days, however large the table is. A total
 * is the sum of whole days, whole hours, and the payments of the incomplete hours at both ends.
 */
final class PaymentPageStore {
  /** How many days with payments one query finds. */
  private static final int DAYS_AT_ONCE = 31;

  private final Handle handle;
  private final HeadId head;
  private final PaymentFilter filter;
  private final Span range;

  PaymentPageStore(Handle handle, HeadId head, PaymentFilter filter) {
    this.handle = handle;
    this.head = head;
    this.filter = filter;
    this.range =
        new Span(Timestamps.lower(filter.createdAfter()), Timestamps.upper(filter.createdBefore()));
  }

  /** A range of times: its start is included, its end is not. */
  private record Span(Instant start, Instant end) {
    static Span of(LocalDate day) {
      Instant midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant();
      return new Span(midnight, midnight.plus(1, ChronoUnit.DAYS));
    }

    /** The whole units within this range; empty, and outside of it, when there is none. */
    Span whole(ChronoUnit unit) {
      Instant floor = start.truncatedTo(unit);
      return new Span(floor.isBefore(start) ? floor.plus(1, unit) : start, end.truncatedTo(unit));
    }

    boolean isEmpty() {
      return !start.isBefore(end);
    }

    Span intersect(Span other) {
      return new Span(
          start.isBefore(other.start) ? other.start : start,
          end.isAfter(other.end) ? other.end : end);
    }
  }

  Page<Payment> page(PageQuery query) {
    int wanted = query.limit() + 1;
    Span remaining = remaining(query);
    List<Payment> found =
        isCounted() && !isEveryPayment()
            ? readByDays(remaining, query, wanted)
            : read(remaining, query, wanted);
    return query.page(found, payment -> new Position(payment.createdAt(), payment.number()));
  }

  /** Whether the counts can be filtered like the payments. */
  private boolean isCounted() {
    return filter.reference().isEmpty();
  }

  private boolean isEveryPayment() {
    return filter.status().isEmpty() && filter.currency().isEmpty() && filter.corridor().isEmpty();
  }

  /** The exact number of payments that meet the filter. */
  long total() {
    return isCounted() ? byDays(range) : count(range);
  }

  private long byDays(Span span) {
    Span days = span.whole(ChronoUnit.DAYS);
    if (days.isEmpty()) {
      return byHours(span);
    }
    return byHours(new Span(span.start(), days.start()))
        + days(days)
        + byHours(new Span(days.end(), span.end()));
  }

  private long byHours(Span span) {
    Span hours = span.whole(ChronoUnit.HOURS);
    if (hours.isEmpty()) {
      return count(span);
    }
    return count(new Span(span.start(), hours.start()))
        + hours(hours)
        + count(new Span(hours.end(), span.end()));
  }

  /** Reads only the days that have payments which meet the filter. */
  private List<Payment> readByDays(Span span, PageQuery query, int wanted) {
    List<Payment> found = new ArrayList<>();
    Span rest = span;
    while (found.size() < wanted && !rest.isEmpty()) {
      List<LocalDate> days = daysWithPayments(rest, query.order());
      for (LocalDate day : days) {
        found.addAll(read(Span.of(day).intersect(span), query, wanted - found.size()));
        if (found.size() == wanted) {
          return found;
        }
      }
      if (days.size() < DAYS_AT_ONCE) {
        return found;
      }
      rest = after(rest, Span.of(days.getLast()), query.order());
    }
    return found;
  }

  private static Span after(Span span, Span day, Order order) {
    return switch (order) {
      case NEWEST_FIRST -> new Span(span.start(), day.start());
      case OLDEST_FIRST -> new Span(day.end(), span.end());
    };
  }

  /** The part of the filter's range that follows the position, with the position's own time. */
  private Span remaining(PageQuery query) {
    if (query.after().isEmpty()) {
      return range;
    }
    Instant time = query.after().get().createdAt();
    return range.intersect(
        switch (query.order()) {
          case NEWEST_FIRST -> new Span(range.start(), time.plusMillis(1));
          case OLDEST_FIRST -> new Span(time, range.end());
        });
  }

  /** The first days in this order, at most {@link #DAYS_AT_ONCE}. */
  private List<LocalDate> daysWithPayments(Span span, Order order) {
    String sql =
        """
        SELECT day FROM payment_count
        WHERE account_id = :account AND environment = :environment
          AND day >= :first AND day <= :last
        """
            + conditions("corridor")
            + " GROUP BY day HAVING sum(payments) > 0 ORDER BY day "
            + order.sql()
            + " LIMIT :days";
    try (Query query = bound(handle.createQuery(sql))) {
      return query
          .bind("first", day(span.start()))
          .bind("last", day(span.end().minusNanos(1)))
          .bind("days", DAYS_AT_ONCE)
          .mapTo(LocalDate.class)
          .list();
    }
  }

  private List<Payment> read(Span span, PageQuery page, int limit) {
    String sql =
        "SELECT * FROM payment"
            + inSpan()
            + page.condition("created_at", "number")
            + page.orderAndLimit("created_at", "number");
    try (Query query = bound(handle.createQuery(sql), span)) {
      return page.bind(query)
          .bind("page_limit", limit)
          .map((row, context) -> PaymentStore.payment(row))
          .list();
    }
  }

  private long count(Span span) {
    if (span.isEmpty()) {
      return 0;
    }
    String sql = "SELECT count(*) FROM payment" + inSpan();
    try (Query query = bound(handle.createQuery(sql), span)) {
      return query.mapTo(Long.class).one();
    }
  }

  private long days(Span span) {
    try (Query query = bound(handle.createQuery(sum("payment_count", "day")))) {
      return query
          .bind("start", day(span.start()))
          .bind("end", day(span.end()))
          .mapTo(Long.class)
          .one();
    }
  }

  private long hours(Span span) {
    try (Query query = bound(handle.createQuery(sum("payment_hour_count", "hour")), span)) {
      return query.mapTo(Long.class).one();
    }
  }

  private String sum(String table, String column) {
    return """
    SELECT coalesce(sum(payments), 0) FROM %1$s
    WHERE account_id = :account AND environment = :environment
      AND %2$s >= :start AND %2$s < :end
    """
            .formatted(table, column)
        + conditions("corridor");
  }

  private String inSpan() {
    return """
     WHERE account_id = :account AND environment = :environment
      AND created_at >= :start AND created_at < :end
    """
        + conditions("coalesce(corridor, '')")
        + (filter.reference().isPresent() ? " AND reference = :reference" : "");
  }

  private String conditions(String corridor) {
    return (filter.status().isPresent() ? " AND status = :status" : "")
        + (filter.currency().isPresent() ? " AND currency = :currency" : "")
        + (filter.corridor().isPresent() ? " AND " + corridor + " = :corridor" : "");
  }

  private Query bound(Query query) {
    query.bind("account", head.accountId()).bind("environment", head.environment().word());
    filter.status().ifPresent(status -> query.bind("status", status.word()));
    filter.currency().ifPresent(currency -> query.bind("currency", currency.name()));
    filter.corridor().ifPresent(corridor -> query.bind("corridor", corridor));
    filter.reference().ifPresent(reference -> query.bind("reference", reference));
    return query;
  }

  private Query bound(Query query, Span span) {
    return bound(query)
        .bind("start", span.start().atOffset(ZoneOffset.UTC))
        .bind("end", span.end().atOffset(ZoneOffset.UTC));
  }

  private static LocalDate day(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate();
  }
}
