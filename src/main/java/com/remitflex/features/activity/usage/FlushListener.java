package com.remitflex.features.activity.usage;

import org.jdbi.v3.core.Handle;

/** Is notified of each flush of counts. */
public interface FlushListener {
  /** Called in the transaction of the flush. */
  void writing(Handle handle, Flush flush);

  /** Called once the flush is committed. */
  void written(Flush flush);
}
