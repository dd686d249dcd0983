package com.remitflex.core.engine.rows;

/** Rows that commands add, change and delete. */
public interface Repository<K, V> extends RowSaver<K, V>, RowDeleter<K, V> {}
