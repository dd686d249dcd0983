package com.remitflex.platform.database.lists;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param next the position after which the next page begins; empty: this is the last page
 */
public record Page<T>(List<T> items, Optional<Position> next) {
  public Page {
    items = List.copyOf(items);
  }

  public static <T> Page<T> empty() {
    return new Page<>(List.of(), Optional.empty());
  }

  public <R> Page<R> map(Function<T, R> function) {
    return new Page<>(items.stream().map(function).toList(), next);
  }
}
