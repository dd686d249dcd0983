package com.remitflex.core.engine.rows;

/** Rows that commands add or change. */
public interface RowSaver<K, V> extends RowInserter<K, V>, RowUpdater<K, V> {}
