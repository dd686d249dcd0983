package com.remitflex.platform.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/** What a failed statement means to the one who sent it. */
public enum SqlErrorKind {
  /** The database is out of reach or shutting down; the request may be right. */
  AWAY,
  /** Serialization failure or deadlock (40001, 40P01): the same work can simply run again. */
  RUN_AGAIN,
  /** A lock was not granted in time (55P03). */
  LOCK_TIMEOUT,
  /** Anything else: the statement or its data is at fault. */
  DATA;

  /** The meaning of the SQL exception in the cause chain, if there is one. */
  public static Optional<SqlErrorKind> find(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return Optional.of(of(sql));
      }
    }
    return Optional.empty();
  }

  private static SqlErrorKind of(SQLException failure) {
    if (failure instanceof SQLTransientConnectionException) {
      return AWAY;
    }
    String state = failure.getSQLState() == null ? "08000" : failure.getSQLState();
    // 25P03: the server ended our transaction because this process was paused in it.
    if (state.startsWith("08")
        || state.startsWith("57P")
        || state.startsWith("53")
        || state.equals("25P03")
        || state.equals("25006")
        || state.equals("58030")) {
      return AWAY;
    }
    return switch (state) {
      case "40001", "40P01" -> RUN_AGAIN;
      case "55P03", "57014" -> LOCK_TIMEOUT;
      default -> DATA;
    };
  }
}
