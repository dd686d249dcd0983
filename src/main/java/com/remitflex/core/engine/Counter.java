package com.remitflex.core.engine;

import com.remitflex.platform.database.Writes;
import java.util.Map;

/**
 * A table of counts that commands add to without reading it; the sums of a batch are written once.
 *
 * @param <K> what is counted
 */
public interface Counter<K> {
  /** Adds each amount to its count; a count that is absent is zero. */
  void add(Writes writes, Map<K, Long> amounts);
}
