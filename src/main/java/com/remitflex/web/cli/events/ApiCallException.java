package com.remitflex.web.cli.events;

/** A request of a command that the server did not accept, with a message for the user. */
final class ApiCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int INTERNAL_ERROR = 500;

  private final int status;
  private final String field;

  /**
   * A rejection.
   *
   * @param status HTTP status; 0 if there was no response
   * @param field the parameter at fault; empty if it is none
   */
  ApiCallException(int status, String field, String message) {
    super(message);
    this.status = status;
    this.field = field;
  }

  int status() {
    return status;
  }

  /** Whether the same request may succeed later. */
  boolean isTemporary() {
    return status == 0 || status == TOO_MANY_REQUESTS || status >= INTERNAL_ERROR;
  }

  boolean concerns(String parameter) {
    return field.equals(parameter);
  }
}
