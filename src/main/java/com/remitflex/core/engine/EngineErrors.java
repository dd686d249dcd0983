package com.remitflex.core.engine;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;

/** The rejections of the engine itself, when it could not run a command or learn its outcome. */
@CheckReturnValue
final class EngineErrors {
  private EngineErrors() {}

  static Result<Completed> inProgress() {
    return Result.rejected(
        ApiError.later(
            ErrorCode.IDEMPOTENCY_IN_PROGRESS,
            "The first request with this Idempotency-Key is still in progress. Send it again with"
                + " the same key to get its response.",
            1));
  }

  static Result<Completed> unexpected() {
    return Result.rejected(
        ErrorCode.INTERNAL_ERROR,
        "The server failed unexpectedly. This request had no effect. Report the X-Request-Id.");
  }

  static Result<Completed> unknown() {
    return Result.rejected(
        ErrorCode.INTERNAL_ERROR,
        "The connection to the database was lost during this request, and it is not known yet"
            + " whether the request took effect. Send it again with the same Idempotency-Key, or"
            + " check first whether it took effect.");
  }

  static Result<Completed> overloaded() {
    return Result.rejected(
        ApiError.later(
            ErrorCode.SERVICE_UNAVAILABLE,
            "The server is overloaded or shutting down. This request had no effect; try again.",
            1));
  }

  static Result<Completed> unreachable() {
    return Result.rejected(
        ApiError.later(
            ErrorCode.SERVICE_UNAVAILABLE,
            "The database is unreachable at the moment. This request had no effect; try again.",
            1));
  }
}
