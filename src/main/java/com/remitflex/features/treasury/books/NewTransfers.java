package com.remitflex.features.treasury.books;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Finds out what new transfers belong to, in the transaction that stores them: nobody sees them
 * without what explains them.
 */
@FunctionalInterface
public interface NewTransfers {
  void stored(Handle handle, List<BookTransfer> transfers);
}
