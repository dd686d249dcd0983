package com.remitflex.core.engine;

import com.remitflex.platform.database.Writes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * A feature's rows as the engine sees them: read once for a batch after the heads are locked, and
 * written once at its end.
 *
 * @param <K> what names a row
 * @param <V> a row
 */
public interface Repository<K, V> {
  /** The rows that exist of those asked for. */
  Map<K, V> load(Handle handle, Collection<K> keys);

  /** Writes rows that were absent. */
  void insert(Writes writes, List<V> rows);

  /** Writes rows that were present; `before` and `after` stand in the same order. */
  void update(Writes writes, List<V> before, List<V> after);

  /** Removes rows that were present. */
  void delete(Writes writes, List<V> rows);
}
