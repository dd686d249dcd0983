package com.remitflex.engine;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** A book that commands only read. */
public interface ReadBook<K, V> extends Book<K, V> {
  @Override
  default void insert(Handle handle, List<V> rows) {
    throw new IllegalStateException(getClass() + " is only read");
  }

  @Override
  default void update(Handle handle, List<V> before, List<V> after) {
    throw new IllegalStateException(getClass() + " is only read");
  }

  @Override
  default void delete(Handle handle, List<V> rows) {
    throw new IllegalStateException(getClass() + " is only read");
  }
}
