package com.remitflex;

import java.util.ArrayDeque;
import java.util.Deque;

/** The running parts of the server; they are closed in the reverse order of their start. */
final class Parts implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /** Adds a part that was just started. */
  <T extends AutoCloseable> T started(T part) {
    parts.push(part);
    return part;
  }

  /** Closes all parts, even if one of them fails. */
  @Override
  public void close() {
    RuntimeException failure = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException("a part of the server did not stop cleanly");
        }
        failure.addSuppressed(e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
