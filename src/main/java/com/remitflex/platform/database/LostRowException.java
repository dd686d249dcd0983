package com.remitflex.platform.database;

/** A guarded write met a row that is not as it was read: a bug, as the account's head is held. */
public final class LostRowException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  LostRowException(String sql, int expected, int written) {
    super("expected to write " + expected + " rows, wrote " + written + ": " + sql);
  }
}
