package com.remitflex.platform.errors;

import java.util.Optional;

/**
 * What a client is told when a request is refused.
 *
 * @param field the one parameter at fault, in dot notation
 * @param retryAfterSeconds value of the Retry-After header
 * @param allow value of the Allow header: the methods that would not be rejected
 */
public record ApiError(
    ErrorCode code,
    String message,
    Optional<String> field,
    Optional<Integer> retryAfterSeconds,
    Optional<String> allow) {

  public static ApiError of(ErrorCode code, String message) {
    return new ApiError(code, message, Optional.empty(), Optional.empty(), Optional.empty());
  }

  public static ApiError at(String field, ErrorCode code, String message) {
    return new ApiError(code, message, Optional.of(field), Optional.empty(), Optional.empty());
  }

  public static ApiError later(ErrorCode code, String message, int retryAfterSeconds) {
    return new ApiError(
        code, message, Optional.empty(), Optional.of(retryAfterSeconds), Optional.empty());
  }

  /**
   * A METHOD_NOT_ALLOWED.
   *
   * @param allow the methods that the address takes, separated by commas
   */
  public static ApiError wrongMethod(String allow) {
    return new ApiError(
        ErrorCode.METHOD_NOT_ALLOWED,
        "This address takes " + allow + " only.",
        Optional.empty(),
        Optional.empty(),
        Optional.of(allow));
  }

  public ApiException exception() {
    return new ApiException(this);
  }
}
