package com.remitflex.features.treasury.books;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** Records what the books begin with: it belongs to the operator. */
@FunctionalInterface
public interface Openings {
  /** Records the openings of these, in the transaction that stores them. */
  void record(Handle handle, List<Holding> opened);
}
