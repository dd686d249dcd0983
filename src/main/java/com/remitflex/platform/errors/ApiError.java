package com.remitflex.platform.errors;

import java.util.Optional;

/**
 * The error that a client receives for a rejected request.
 *
 * @param field the invalid field or parameter, in dot notation
 * @param retryAfterSeconds value of the Retry-After header
 * @param allow value of the Allow header: the methods that the path supports
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
   * @param allow the methods that the path supports, separated by commas
   */
  public static ApiError wrongMethod(String allow) {
    return new ApiError(
        ErrorCode.METHOD_NOT_ALLOWED,
        "This path supports only " + allow + ".",
        Optional.empty(),
        Optional.empty(),
        Optional.of(allow));
  }

  public ApiException exception() {
    return new ApiException(this);
  }
}
