package com.remitflex.features.activity.usage;

import org.jdbi.v3.core.Handle;

/** Told of each writing of counts. */
public interface FlushListener {
  /** In the transaction of the writing. */
  void writing(Handle handle, Flush flush);

  /** Once it is committed. */
  void written(Flush flush);
}
