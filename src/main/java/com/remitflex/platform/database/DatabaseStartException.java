package com.remitflex.platform.database;

/** The database cannot be started; the message tells the operator the cause and the remedy. */
public final class DatabaseStartException extends RuntimeException {
  public DatabaseStartException(String message) {
    super(message);
  }

  public DatabaseStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
