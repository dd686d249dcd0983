package com.remitflex.core.engine;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;

/** The decision of a {@link Command} on a state. */
public sealed interface Decision {
  record Accepted(Effects effects, CommandResult result) implements Decision {}

  record Rejected(ApiError error) implements Decision {}

  static Decision reject(ErrorCode code, String message) {
    return new Rejected(ApiError.of(code, message));
  }

  static Decision reject(String field, ErrorCode code, String message) {
    return new Rejected(ApiError.at(field, code, message));
  }
}
