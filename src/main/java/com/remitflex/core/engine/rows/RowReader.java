package com.remitflex.core.engine.rows;

import java.util.Collection;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Rows of a feature that commands read: the engine reads them once for a batch, after it has locked
 * the heads.
 *
 * @param <K> the key of a row
 * @param <V> a row
 */
public interface RowReader<K, V> {
  /** The rows with these keys that exist. */
  Map<K, V> load(Handle handle, Collection<K> keys);
}
