package com.remitflex.engine;

import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * A table of counts that commands add to without reading it; the sums of a batch are written once.
 *
 * @param <K> what is counted
 */
public interface Tally<K> {
  /** Adds each amount to its count; a count that is absent is zero. */
  void add(Handle handle, Map<K, Long> amounts);
}
