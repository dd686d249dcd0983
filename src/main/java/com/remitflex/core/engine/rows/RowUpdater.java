package com.remitflex.core.engine.rows;

import com.remitflex.platform.database.Writes;
import java.util.List;

/** Rows that commands change; the engine writes them once, at the end of a batch. */
public interface RowUpdater<K, V> extends RowReader<K, V> {
  /** Writes rows that were present; both lists have the rows in the same order. */
  void update(Writes writes, List<V> before, List<V> after);
}
