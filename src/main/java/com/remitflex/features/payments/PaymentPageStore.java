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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Pages of an account's payments, and their total. The counts by day show which days have payments
 * that meet the filter, so that a page reads only those days, however large the table is.
 */
final class PaymentPageStore {
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

    boolean isEmpty() {
      return !start.isBefore(end);
    }

    boolean contains(Span other) {
      return !other.start.isBefore(start) && !other.end.isAfter(end);
    }

    Span intersect(Span other) {
      return new Span(
          start.isBefore(other.start) ? other.start : start,
          end.isAfter(other.end) ? other.end : end);
    }
  }

  Page<Payment> page(PageQuery query) {
    int wanted = query.limit() + 1;
    List<Span> spans = filter.reference().isPresent() ? List.of(range) : spans(query, wanted);
    List<Payment> found = new ArrayList<>();
    for (Span span : spans) {
      found.addAll(read(span, query, wanted - found.size()));
      if (found.size() == wanted) {
        break;
      }
    }
    return query.page(found, payment -> new Position(payment.createdAt(), payment.number()));
  }

  /** The exact number of payments that meet the filter. */
  long total() {
    if (range.isEmpty()) {
      return 0;
    }
    Instant firstMidnight = range.start().truncatedTo(ChronoUnit.DAYS);
    if (firstMidnight.isBefore(range.start())) {
      firstMidnight = firstMidnight.plus(1, ChronoUnit.DAYS);
    }
    Instant lastMidnight = range.end().truncatedTo(ChronoUnit.DAYS);
    if (filter.reference().isPresent() || !firstMidnight.isBefore(lastMidnight)) {
      return count(range);
    }
    return count(new Span(range.start(), firstMidnight))
        + countDays(day(firstMidnight), day(lastMidnight))
        + count(new Span(lastMidnight, range.end()));
  }

  /**
   * The days, in order, that together have at least this many payments after the position. The day
   * of the position counts as 0, because some of its payments are before the position.
   */
  private List<Span> spans(PageQuery query, int wanted) {
    Span remaining = remaining(query);
    Optional<LocalDate> begun = query.after().map(position -> day(position.createdAt()));
    List<Span> spans = new ArrayList<>();
    long certain = 0;
    for (Map.Entry<LocalDate, Long> one : daysWithPayments(remaining, query.order()).entrySet()) {
      if (certain >= wanted) {
        break;
      }
      Span day = Span.of(one.getKey());
      if (remaining.contains(day) && !begun.equals(Optional.of(one.getKey()))) {
        certain += one.getValue();
      }
      spans.add(day.intersect(remaining));
    }
    return spans;
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

  private Map<LocalDate, Long> daysWithPayments(Span span, Order order) {
    Map<LocalDate, Long> days = new LinkedHashMap<>();
    String sql =
        """
        SELECT day, sum(payments) AS payments FROM payment_count
        WHERE account_id = :account AND environment = :environment
          AND day >= :first AND day <= :last
        """
            + conditions("corridor")
            + " GROUP BY day HAVING sum(payments) > 0 ORDER BY day "
            + order.sql();
    try (Query query = bound(handle.createQuery(sql))) {
      query
          .bind("first", day(span.start()))
          .bind("last", day(span.end()))
          .map((row, context) ->
              Map.entry(row.getObject("day", LocalDate.class), row.getLong("payments")))
          .forEach(entry -> days.put(entry.getKey(), entry.getValue()));
    }
    return days;
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

  private long countDays(LocalDate from, LocalDate to) {
    String sql =
        """
        SELECT coalesce(sum(payments), 0) FROM payment_count
        WHERE account_id = :account AND environment = :environment
          AND day >= :first AND day < :end
        """
            + conditions("corridor");
    try (Query query = bound(handle.createQuery(sql))) {
      return query.bind("first", from).bind("end", to).mapTo(Long.class).one();
    }
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
