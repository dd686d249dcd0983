package com.remitflex.core.engine;

/**
 * What a command that took effect answers.
 *
 * @param status HTTP status
 * @param json the response body
 * @param resourceId id of what it made or changed
 * @param kept the body as a repetition of the request gets it: without any secret
 */
public record CommandResult(int status, String json, String resourceId, String kept) {
  /** An answer without a secret. */
  public CommandResult(int status, String json, String resourceId) {
    this(status, json, resourceId, json);
  }
}
