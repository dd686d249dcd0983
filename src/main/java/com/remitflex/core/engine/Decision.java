package com.remitflex.core.engine;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;

/** What {@link Command#decide} makes of a state. */
public sealed interface Decision {
  record Accepted(Effects effects, CommandResult answer) implements Decision {}

  record Refused(ApiError error) implements Decision {}

  static Decision refuse(ErrorCode code, String message) {
    return new Refused(ApiError.of(code, message));
  }

  static Decision refuse(String field, ErrorCode code, String message) {
    return new Refused(ApiError.at(field, code, message));
  }
}
