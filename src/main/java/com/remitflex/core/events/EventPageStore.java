package com.remitflex.core.events;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.SqlText;
import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.database.lists.Position;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Pages of an account's events. The numbers of events have the order of their times, so that a
 * range of time is a range of numbers, which is found in as many steps as its number has bits.
 */
public final class EventPageStore {
  /** The condition of the index `event_type`. */
  static final String NOT_FREQUENT =
      EventTypes.FREQUENT.stream()
          .map(type -> "'" + type + "'")
          .collect(Collectors.joining(", ", " AND type NOT IN (", ")"));

  /** How many events a page searches at most for a type without an index. */
  static final int MAX_SEARCHED = 20_000;

  private static final Select<Long> NEWEST =
      Select.of(
          """
          SELECT coalesce(max(seq), 0) AS newest FROM event
          WHERE account_id = ? AND environment = ?
          """,
          row -> row.getLong("newest"));

  /** Halves the range of numbers until it holds the first event at or after a time. */
  private static final Select<Long> FIRST_AT =
      Select.of(
          """
          WITH RECURSIVE half (lower, upper) AS (
            SELECT 0::bigint, coalesce(max(seq), 0) + 1 FROM event
            WHERE account_id = ? AND environment = ?
            UNION ALL
            SELECT CASE WHEN e.created_at < ? THEN e.seq ELSE h.lower END,
                   CASE WHEN e.created_at < ? THEN h.upper ELSE e.seq END
            FROM half h
            JOIN event e
              ON e.account_id = ? AND e.environment = ? AND e.seq = (h.lower + h.upper) / 2
            WHERE h.upper - h.lower > 1)
          SELECT min(upper) AS first FROM half
          """,
          row -> row.getLong("first"));

  private EventPageStore() {}

  /**
   * A range of numbers.
   *
   * @param from inclusive
   * @param to exclusive
   */
  private record Numbers(long from, long to) {
    Numbers beyond(PageQuery query) {
      if (query.after().isEmpty()) {
        return this;
      }
      long passed = query.after().get().number();
      return query.order() == Order.NEWEST_FIRST
          ? new Numbers(from, Math.min(to, passed))
          : new Numbers(Math.max(from, passed + 1), to);
    }

    Numbers first(Order order, int count) {
      return order == Order.NEWEST_FIRST
          ? new Numbers(Math.max(from, to - count), to)
          : new Numbers(from, Math.min(to, from + count));
    }

    /** The position from which a list goes on after this range. */
    Position end(Order order) {
      return new Position(Instant.EPOCH, order == Order.NEWEST_FIRST ? from : to - 1);
    }
  }

  /** The number of the newest event; 0 if there is none. */
  public static long newest(Database database, HeadId head) {
    return database.find(NEWEST, head.accountId(), head.environment().word()).orElseThrow();
  }

  /**
   * One page of events. A page that searches for a type without an index can have fewer events than
   * its limit although more follow.
   */
  public static Page<Event> find(
      Database database, HeadId head, EventFilter filter, PageQuery query) {
    Numbers all = numbers(database, head, filter).beyond(query);
    Numbers searched = filter.isSearch() ? all.first(query.order(), MAX_SEARCHED) : all;
    Page<Event> page =
        query.page(
            rows(database, head, filter, searched, query),
            event -> new Position(event.createdAt(), event.seq()));
    return page.next().isPresent() || searched.equals(all)
        ? page
        : new Page<>(page.items(), Optional.of(searched.end(query.order())));
  }

  private static Numbers numbers(Database database, HeadId head, EventFilter filter) {
    long from = filter.createdAfter().map(time -> firstAt(database, head, time)).orElse(1L);
    long to =
        filter
            .createdBefore()
            .map(time -> firstAt(database, head, time))
            .orElseGet(() -> newest(database, head) + 1);
    return new Numbers(from, to);
  }

  private static long firstAt(Database database, HeadId head, Instant time) {
    String account = head.accountId();
    String environment = head.environment().word();
    return database
        .find(FIRST_AT, account, environment, time, time, account, environment)
        .orElseThrow();
  }

  private static List<Event> rows(
      Database database, HeadId head, EventFilter filter, Numbers numbers, PageQuery query) {
    SqlText sql =
        SqlText.of(
            "SELECT * FROM event WHERE account_id = ? AND environment = ? AND seq >= ? AND seq < ?",
            head.accountId(),
            head.environment().word(),
            numbers.from(),
            numbers.to());
    filter.addTo(sql);
    sql.add(" ORDER BY seq " + query.order().sql() + " LIMIT " + query.rows());
    return database.list(sql, EventStore::event);
  }
}
