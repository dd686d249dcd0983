package com.remitflex.platform.database.backup;

/** A backup or a restore failed; the message tells the operator the cause and the remedy. */
public final class BackupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BackupException(String message) {
    super(message);
  }

  public BackupException(String message, Throwable cause) {
    super(message, cause);
  }
}
