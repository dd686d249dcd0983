package com.remitflex.core.engine;

import com.remitflex.platform.database.Writes;
import java.util.List;

/** A book that commands only read. */
public interface ReadOnlyRepository<K, V> extends Repository<K, V> {
  @Override
  default void insert(Writes writes, List<V> rows) {
    throw new IllegalStateException(getClass() + " is only read");
  }

  @Override
  default void update(Writes writes, List<V> before, List<V> after) {
    throw new IllegalStateException(getClass() + " is only read");
  }

  @Override
  default void delete(Writes writes, List<V> rows) {
    throw new IllegalStateException(getClass() + " is only read");
  }
}
