package com.remitflex.core.engine.rows;

import com.remitflex.platform.database.Writes;
import java.util.List;

/** Rows that commands add; the engine writes them once, at the end of a batch. */
public interface RowInserter<K, V> extends RowReader<K, V> {
  /** Writes rows that were absent. */
  void insert(Writes writes, List<V> rows);
}
