package com.remitflex.platform.database;

/**
 * A guarded write found a row changed since it was read: a bug, since the account head is locked.
 */
public final class LostRowException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  LostRowException(String sql, int expected, int written) {
    super("expected to write " + expected + " rows, wrote " + written + ": " + sql);
  }
}
