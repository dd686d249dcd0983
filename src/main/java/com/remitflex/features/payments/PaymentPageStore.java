package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Order;
import com.remitflex.platform.http.api.Cursors.Position;
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
  private static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

  private final Handle handle;
  private final HeadId head;
  private final PaymentFilter filter;
  private final Order order;

  PaymentPageStore(Handle handle, HeadId head, PaymentFilter filter, Order order) {
    this.handle = handle;
    this.head = head;
    this.filter = filter;
    this.order = order;
  }

  /** At most `limit` payments after the position. */
  List<Payment> page(Optional<Position> after, int limit) {
    List<Payment> page = new ArrayList<>();
    if (filter.reference().isPresent()) {
      page.addAll(between(createdAfter(), createdBefore(), after, limit));
      return page;
    }
    for (Span span : spans(after, limit)) {
      page.addAll(between(span.from(), span.to(), after, limit - page.size()));
      if (page.size() == limit) {
        break;
      }
    }
    return page;
  }

  /** The exact number of payments that meet the filter. */
  long total() {
    if (filter.reference().isPresent()) {
      return count(createdAfter(), createdBefore());
    }
    Instant firstMidnight = createdAfter().truncatedTo(ChronoUnit.DAYS);
    if (firstMidnight.isBefore(createdAfter())) {
      firstMidnight = firstMidnight.plus(1, ChronoUnit.DAYS);
    }
    Instant lastMidnight = createdBefore().truncatedTo(ChronoUnit.DAYS);
    if (!firstMidnight.isBefore(lastMidnight)) {
      return createdAfter().isBefore(createdBefore()) ? count(createdAfter(), createdBefore()) : 0;
    }
    return count(createdAfter(), firstMidnight)
        + countDays(day(firstMidnight), day(lastMidnight))
        + count(lastMidnight, createdBefore());
  }

  private record Span(Instant from, Instant to) {}

  /**
   * The days, in order, that together have at least `limit` payments after the position. The day of
   * the position counts as 0, because some of its payments are before the position.
   */
  private List<Span> spans(Optional<Position> after, int limit) {
    Instant lowest = createdAfter();
    Instant highest = createdBefore();
    if (after.isPresent()) {
      Instant at = after.get().createdAt();
      if (order == Order.NEWEST_FIRST) {
        highest = highest.isBefore(at) ? highest : at.plusMillis(1);
      } else {
        lowest = lowest.isAfter(at) ? lowest : at;
      }
    }
    Map<LocalDate, Long> days = daysWithPayments(day(lowest), day(highest));
    List<Span> spans = new ArrayList<>();
    long certain = 0;
    for (Map.Entry<LocalDate, Long> day : days.entrySet()) {
      if (certain >= limit) {
        break;
      }
      Instant midnight = day.getKey().atStartOfDay(ZoneOffset.UTC).toInstant();
      Instant next = midnight.plus(1, ChronoUnit.DAYS);
      // Also when the position is in the first or last millisecond of the day.
      boolean begun = after.filter(at -> day(at.createdAt()).equals(day.getKey())).isPresent();
      boolean complete = !begun && !midnight.isBefore(lowest) && !next.isAfter(highest);
      certain += complete ? day.getValue() : 0;
      spans.add(
          new Span(
              midnight.isBefore(lowest) ? lowest : midnight,
              next.isAfter(highest) ? highest : next));
    }
    return spans;
  }

  private Map<LocalDate, Long> daysWithPayments(LocalDate first, LocalDate last) {
    Map<LocalDate, Long> days = new LinkedHashMap<>();
    String sql =
        """
        SELECT day, sum(payments) AS payments FROM payment_count
        WHERE account_id = :account AND environment = :environment
          AND day >= :first AND day <= :last
        """
            + conditions("corridor")
            + " GROUP BY day HAVING sum(payments) > 0 ORDER BY day "
            + order.direction();
    try (Query query = bound(handle.createQuery(sql))) {
      query
          .bind("first", first)
          .bind("last", last)
          .map((row, context) ->
              Map.entry(row.getObject("day", LocalDate.class), row.getLong("payments")))
          .forEach(entry -> days.put(entry.getKey(), entry.getValue()));
    }
    return days;
  }

  private List<Payment> between(Instant from, Instant to, Optional<Position> position, int limit) {
    String beyond =
        position.isPresent()
            ? " AND (created_at, number) " + order.beyond() + " (:atTime, :atNumber)"
            : "";
    String sql =
        "SELECT * FROM payment"
            + inSpan()
            + beyond
            + " ORDER BY created_at "
            + order.direction()
            + ", number "
            + order.direction()
            + " LIMIT :limit";
    try (Query query = bound(handle.createQuery(sql))) {
      position.ifPresent(at ->
          query
              .bind("atTime", at.createdAt().atOffset(ZoneOffset.UTC))
              .bind("atNumber", at.number()));
      return query
          .bind("from", from.atOffset(ZoneOffset.UTC))
          .bind("to", to.atOffset(ZoneOffset.UTC))
          .bind("limit", limit)
          .map((row, context) -> PaymentStore.payment(row))
          .list();
    }
  }

  private long count(Instant from, Instant to) {
    if (!from.isBefore(to)) {
      return 0;
    }
    try (Query query = bound(handle.createQuery("SELECT count(*) FROM payment" + inSpan()))) {
      return query
          .bind("from", from.atOffset(ZoneOffset.UTC))
          .bind("to", to.atOffset(ZoneOffset.UTC))
          .mapTo(Long.class)
          .one();
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
      AND created_at >= :from AND created_at < :to
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

  private Instant createdAfter() {
    return filter.createdAfter().filter(t -> t.isAfter(BEGINNING)).orElse(BEGINNING);
  }

  private Instant createdBefore() {
    return filter.createdBefore().filter(t -> t.isBefore(END)).orElse(END);
  }

  private static LocalDate day(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate();
  }
}
