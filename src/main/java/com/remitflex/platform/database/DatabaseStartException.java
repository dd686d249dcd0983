package com.remitflex.platform.database;

/** The database cannot be started; the message tells an operator what is wrong and what to do. */
public final class DatabaseStartException extends RuntimeException {
  public DatabaseStartException(String message) {
    super(message);
  }

  public DatabaseStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
