package com.remitflex.errors;

import java.util.Optional;

/**
 * What a client is told when a request is refused.
 *
 * @param field the one parameter at fault, in dot notation
 * @param retryAfterSeconds value of the Retry-After header
 */
public record ApiError(
    ErrorCode code, String message, Optional<String> field, Optional<Integer> retryAfterSeconds) {

  public static ApiError of(ErrorCode code, String message) {
    return new ApiError(code, message, Optional.empty(), Optional.empty());
  }

  public static ApiError at(String field, ErrorCode code, String message) {
    return new ApiError(code, message, Optional.of(field), Optional.empty());
  }

  public static ApiError later(ErrorCode code, String message, int retryAfterSeconds) {
    return new ApiError(code, message, Optional.empty(), Optional.of(retryAfterSeconds));
  }

  public ApiException exception() {
    return new ApiException(this);
  }
}
