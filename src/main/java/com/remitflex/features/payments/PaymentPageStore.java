package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.lists.Position;
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
 * Pages of payments and how many there are in all. The counts by day tell which days have something
 * for a filter, so that no page reads days that have nothing, however large the table is.
 */
final class PaymentPageStore {
  private static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

  private final Handle handle;
  private final HeadId head;
  private final PaymentFilter filter;
  private final Order order;

  /** The direction of a list, by time of creation. */
  enum Order {
    NEWEST_FIRST("DESC", "<"),
    OLDEST_FIRST("ASC", ">");

    private final String sql;
    private final String beyond;

    Order(String sql, String beyond) {
      this.sql = sql;
      this.beyond = beyond;
    }
  }

  PaymentPageStore(Handle handle, HeadId head, PaymentFilter filter, Order order) {
    this.handle = handle;
    this.head = head;
    this.filter = filter;
    this.order = order;
  }

  /** At most this many payments, from the position on. */
  List<Payment> page(Optional<Position> from, int most) {
    List<Payment> page = new ArrayList<>();
    if (filter.reference().isPresent()) {
      page.addAll(between(after(), before(), from, most));
      return page;
    }
    for (Span span : spans(from, most)) {
      page.addAll(between(span.from(), span.to(), from, most - page.size()));
      if (page.size() == most) {
        break;
      }
    }
    return page;
  }

  /** How many payments the filter lets through, exactly. */
  long total() {
    if (filter.reference().isPresent()) {
      return count(after(), before());
    }
    Instant firstMidnight = after().truncatedTo(ChronoUnit.DAYS);
    if (firstMidnight.isBefore(after())) {
      firstMidnight = firstMidnight.plus(1, ChronoUnit.DAYS);
    }
    Instant lastMidnight = before().truncatedTo(ChronoUnit.DAYS);
    if (!firstMidnight.isBefore(lastMidnight)) {
      return after().isBefore(before()) ? count(after(), before()) : 0;
    }
    return count(after(), firstMidnight)
        + countDays(day(firstMidnight), day(lastMidnight))
        + count(lastMidnight, before());
  }

  private record Span(Instant from, Instant to) {}

  /**
   * The days, in order, that together hold at least this many payments beyond the position; the
   * position's own day counts for none, since part of it lies before.
   */
  private List<Span> spans(Optional<Position> from, int most) {
    Instant lowest = after();
    Instant highest = before();
    if (from.isPresent()) {
      Instant at = from.get().createdAt();
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
      if (certain >= most) {
        break;
      }
      Instant midnight = day.getKey().atStartOfDay(ZoneOffset.UTC).toInstant();
      Instant next = midnight.plus(1, ChronoUnit.DAYS);
      // Also when the position is its first or last millisecond.
      boolean begun = from.filter(at -> day(at.createdAt()).equals(day.getKey())).isPresent();
      boolean whole = !begun && !midnight.isBefore(lowest) && !next.isAfter(highest);
      certain += whole ? day.getValue() : 0;
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
            + order.sql;
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

  private List<Payment> between(Instant from, Instant to, Optional<Position> position, int most) {
    String beyond =
        position.isPresent()
            ? " AND (created_at, number) " + order.beyond + " (:atTime, :atNumber)"
            : "";
    String sql =
        "SELECT * FROM payment"
            + inSpan()
            + beyond
            + " ORDER BY created_at "
            + order.sql
            + ", number "
            + order.sql
            + " LIMIT :most";
    try (Query query = bound(handle.createQuery(sql))) {
      position.ifPresent(at ->
          query
              .bind("atTime", at.createdAt().atOffset(ZoneOffset.UTC))
              .bind("atNumber", at.number()));
      return query
          .bind("from", from.atOffset(ZoneOffset.UTC))
          .bind("to", to.atOffset(ZoneOffset.UTC))
          .bind("most", most)
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

  private Instant after() {
    return filter.createdAfter().filter(t -> t.isAfter(BEGINNING)).orElse(BEGINNING);
  }

  private Instant before() {
    return filter.createdBefore().filter(t -> t.isBefore(END)).orElse(END);
  }

  private static LocalDate day(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate();
  }
}
