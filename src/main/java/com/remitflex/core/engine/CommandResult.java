package com.remitflex.core.engine;

/**
 * The result of a command that took effect.
 *
 * @param status HTTP status
 * @param json the response body
 * @param resourceId ID of the object that the command created or changed
 * @param storedJson the response body without any secret, which a repeated request gets
 */
public record CommandResult(int status, String json, String resourceId, String storedJson) {
  /** A result without a secret. */
  public CommandResult(int status, String json, String resourceId) {
    this(status, json, resourceId, json);
  }
}
