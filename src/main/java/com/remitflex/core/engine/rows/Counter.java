package com.remitflex.core.engine.rows;

import com.remitflex.platform.database.Writes;
import java.util.Map;

/**
 * A table of counts to which commands add without reading it; the engine writes the sums of a batch
 * once.
 *
 * @param <K> the key of a count
 */
public interface Counter<K> {
  /** Adds each amount to its count; an absent count is zero. */
  void add(Writes writes, Map<K, Long> amounts);
}
