package com.remitflex.platform.database.lists;

import com.remitflex.platform.database.SqlText;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.statement.Query;

/**
 * Which page of a list to read. The SQL reads one row more than the page holds, which tells whether
 * another page follows.
 *
 * @param after the last position of the page before; empty: the first page
 * @param limit maximum number of items
 */
public record PageQuery(Order order, Optional<Position> after, int limit) {
  /** The first page, newest first. */
  public static PageQuery newest(int limit) {
    return new PageQuery(Order.NEWEST_FIRST, Optional.empty(), limit);
  }

  /** A page, newest first. */
  public static PageQuery newest(Optional<Position> after, int limit) {
    return new PageQuery(Order.NEWEST_FIRST, after, limit);
  }

  /** The page after this position. */
  public PageQuery from(Position position) {
    return new PageQuery(order, Optional.of(position), limit);
  }

  /** The condition that a row comes after the position; empty on the first page. */
  public String condition(String timeColumn, String numberColumn) {
    return after.isEmpty()
        ? ""
        : " AND (%s, %s) %s (:after_time, :after_number)"
            .formatted(timeColumn, numberColumn, order.beyond());
  }

  /** ORDER BY and LIMIT. */
  public String orderAndLimit(String timeColumn, String numberColumn) {
    return " ORDER BY %s %s, %s %s LIMIT :page_limit"
        .formatted(timeColumn, order.sql(), numberColumn, order.sql());
  }

  /** Adds the condition that a row comes after the position; none on the first page. */
  public void addCondition(SqlText sql, String timeColumn, String numberColumn) {
    after.ifPresent(position ->
        sql.add(
            " AND (%s, %s) %s (?, ?)".formatted(timeColumn, numberColumn, order.beyond()),
            position.createdAt(),
            position.number()));
  }

  /**
   * Adds ORDER BY, and the number of rows to read as a constant: PostgreSQL plans for a parameter
   * as if it were a tenth of the table, and therefore would plan each request again.
   */
  public void addOrderAndLimit(SqlText sql, String timeColumn, String numberColumn) {
    addOrder(sql, timeColumn, numberColumn);
    sql.add(" LIMIT " + rows());
  }

  /** Adds ORDER BY. */
  public void addOrder(SqlText sql, String timeColumn, String numberColumn) {
    sql.add(" ORDER BY %s %s, %s %s".formatted(timeColumn, order.sql(), numberColumn, order.sql()));
  }

  /** The number of rows to read: one more than the page holds. */
  public int rows() {
    return limit + 1;
  }

  /** Binds the parameters of {@link #condition} and {@link #orderAndLimit}. */
  public Query bind(Query query) {
    return bind(query, rows());
  }

  /** As {@link #bind(Query)}, with another number of rows. */
  public Query bind(Query query, int rows) {
    after.ifPresent(position ->
        query
            .bind("after_time", position.createdAt().atOffset(ZoneOffset.UTC))
            .bind("after_number", position.number()));
    return query.bind("page_limit", rows);
  }

  /** The page that these rows make, of which there may be one more than it holds. */
  public <T> Page<T> page(List<T> rows, Function<T, Position> position) {
    if (rows.size() <= limit) {
      return new Page<>(rows, Optional.empty());
    }
    List<T> items = rows.subList(0, limit);
    return new Page<>(items, Optional.of(position.apply(items.getLast())));
  }
}
