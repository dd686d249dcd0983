package com.remitflex.features.activity.requests;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads the request_index table: in which hours the requests of a search can be. Every matching
 * request is in one of them, since a day with a request that is not in the index counts as a whole.
 */
final class RequestIndexStore {
  private static final int HOURS = 24;
  private static final int ALL_HOURS = (1 << HOURS) - 1;

  private final Handle handle;
  private final HistoryScope scope;
  private final Interval within;

  private RequestIndexStore(Handle handle, HistoryScope scope, Interval within) {
    this.handle = handle;
    this.scope = scope;
    this.within = within;
  }

  /** The parts of an interval to search, oldest first. */
  static List<Interval> find(
      Handle handle, HistoryScope scope, RequestFilter filter, Interval within) {
    Map<IndexedField, List<String>> wanted = filter.indexed();
    if (wanted.isEmpty() || within.isEmpty()) {
      return List.of(within);
    }
    RequestIndexStore index = new RequestIndexStore(handle, scope, within);
    Map<Instant, Integer> hours =
        wanted.entrySet().stream()
            .map(field -> index.hours(field.getKey(), field.getValue()))
            .reduce(RequestIndexStore::common)
            .orElseThrow();
    index.incompleteDays().forEach(day -> hours.put(day, ALL_HOURS));
    return index.intervals(hours);
  }

  /** The hours of each day with one of these values, as bits. */
  private Map<Instant, Integer> hours(IndexedField field, List<String> values) {
    try (Query query =
        handle.createQuery(
            """
            SELECT day, bit_or(hours) AS hours FROM request_index
            WHERE account_id = :account AND field = :field AND value = ANY (:values)
              AND %s = ANY (:parts) AND day >= :from AND day < :to
            GROUP BY day
            """
                .formatted(scope.column().sql))) {
      Map<Instant, Integer> found = new HashMap<>();
      bindDays(query)
          .bind("account", scope.accountId())
          .bind("field", field.word())
          .bind("values", values.toArray(String[]::new))
          .bind("parts", scope.values().toArray(String[]::new))
          .map(
              (row, context) -> Map.entry(row.getTimestamp("day").toInstant(), row.getInt("hours")))
          .forEach(day -> found.put(day.getKey(), day.getValue()));
      return found;
    }
  }

  /** The days with requests of any account that are not in the index. */
  private List<Instant> incompleteDays() {
    try (Query query =
        handle.createQuery(
            """
            SELECT day FROM generate_series(:from, :to - interval '24 hours', interval '24 hours')
              AS day
            WHERE EXISTS (SELECT FROM request_log
              WHERE at >= day AND at < day + interval '24 hours' AND NOT indexed)
            """)) {
      return bindDays(query).map((row, context) -> row.getTimestamp("day").toInstant()).list();
    }
  }

  private Query bindDays(Query query) {
    Instant first = within.from().truncatedTo(ChronoUnit.DAYS);
    Instant last = within.to().minusNanos(1).truncatedTo(ChronoUnit.DAYS);
    return query
        .bind("from", first.atOffset(ZoneOffset.UTC))
        .bind("to", last.plus(1, ChronoUnit.DAYS).atOffset(ZoneOffset.UTC));
  }

  /** The hours that both have. */
  private static Map<Instant, Integer> common(Map<Instant, Integer> a, Map<Instant, Integer> b) {
    Map<Instant, Integer> both = new HashMap<>();
    a.forEach((day, hours) -> both.put(day, hours & b.getOrDefault(day, 0)));
    return both;
  }

  /** Adjacent hours as one interval. */
  private List<Interval> intervals(Map<Instant, Integer> days) {
    List<Interval> intervals = new ArrayList<>();
    Optional<Instant> from = Optional.empty();
    Instant to = Instant.EPOCH;
    for (Map.Entry<Instant, Integer> day : new TreeMap<>(days).entrySet()) {
      for (int hour = 0; hour < HOURS; hour++) {
        if ((day.getValue() >> hour & 1) == 0) {
          continue;
        }
        Instant start = day.getKey().plus(Duration.ofHours(hour));
        if (from.isPresent() && !start.equals(to)) {
          add(intervals, new Interval(from.get(), to));
          from = Optional.empty();
        }
        from = from.or(() -> Optional.of(start));
        to = start.plus(Duration.ofHours(1));
      }
    }
    if (from.isPresent()) {
      add(intervals, new Interval(from.get(), to));
    }
    return intervals;
  }

  private void add(List<Interval> intervals, Interval interval) {
    Interval part = interval.and(within);
    if (!part.isEmpty()) {
      intervals.add(part);
    }
  }
}
