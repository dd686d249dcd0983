package com.remitflex.features.activity.requests;

import java.time.Duration;
import java.util.List;

/** What one reader follows while it grows. */
public interface Tail<T> extends AutoCloseable {
  /**
   * What is new; waits for the first one, no longer than this.
   *
   * @throws InterruptedException when the thread is stopped
   */
  List<T> next(Duration wait) throws InterruptedException;

  /** Whether its reader was so slow that it missed something: it must begin another tail. */
  boolean isIncomplete();

  @Override
  void close();
}
