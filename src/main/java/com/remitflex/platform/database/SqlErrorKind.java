package com.remitflex.platform.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/** Classifies SQL exceptions by how the caller should react. */
public enum SqlErrorKind {
  /** The database is unreachable or shutting down; the statement may be correct. */
  AWAY,
  /** Serialization failure or deadlock (40001, 40P01): the transaction can be repeated. */
  RUN_AGAIN,
  /** A lock was not granted in time (55P03). */
  LOCK_TIMEOUT,
  /** Anything else: the statement or its data is wrong. */
  DATA;

  /** The kind of the first SQL exception in the chain of causes. */
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
    // 25P03: the server ended the transaction because this process was paused in it.
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
