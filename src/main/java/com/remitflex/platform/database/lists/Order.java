package com.remitflex.platform.database.lists;

import java.util.Comparator;
import java.util.function.Function;

/** The direction of a list by time of creation. */
public enum Order {
  NEWEST_FIRST("DESC", "<"),
  OLDEST_FIRST("ASC", ">");

  private final String sql;
  private final String beyond;

  Order(String sql, String beyond) {
    this.sql = sql;
    this.beyond = beyond;
  }

  /** The keyword of ORDER BY. */
  public String sql() {
    return sql;
  }

  /** The SQL operator between a row and a position that precedes it. */
  public String beyond() {
    return beyond;
  }

  /** Compares what has such positions. */
  public <T> Comparator<T> comparator(Function<T, Position> position) {
    Comparator<T> oldestFirst =
        Comparator.comparing(position.andThen(Position::createdAt))
            .thenComparing(position.andThen(Position::number));
    return this == OLDEST_FIRST ? oldestFirst : oldestFirst.reversed();
  }
}
