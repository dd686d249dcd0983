package com.remitflex.core.engine.rows;

import com.remitflex.platform.database.Reads;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Rows that many commands read: the engine sends their query in the round trip that locks the
 * heads, after the query that does.
 */
public interface RowQuery<K, V> extends RowReader<K, V> {
  /** Adds the query of these rows; the result has them when the reads have been sent. */
  Supplier<Map<K, V>> load(Reads reads, Set<K> keys);

  @Override
  default Map<K, V> load(Handle handle, Collection<K> keys) {
    Reads reads = new Reads();
    Supplier<Map<K, V>> found = load(reads, Set.copyOf(keys));
    reads.send(handle);
    return found.get();
  }
}
