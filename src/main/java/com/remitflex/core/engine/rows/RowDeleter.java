package com.remitflex.core.engine.rows;

import com.remitflex.platform.database.Writes;
import java.util.List;

/** Rows that commands delete; the engine deletes them at the end of a batch. */
public interface RowDeleter<K, V> extends RowReader<K, V> {
  /** Deletes rows that were present. */
  void delete(Writes writes, List<V> rows);
}
