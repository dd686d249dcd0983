package com.remitflex.web.dashboard.forms;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import java.util.Optional;

/** The error of a rejected form, to be shown next to its field. */
public record FormErrors(Optional<ApiError> error) {
  /** No error: the form was not submitted yet. */
  public static final FormErrors NONE = new FormErrors(Optional.empty());

  /** Whether a form shows errors of this code; others get a page of their own. */
  public static boolean canBeShown(ErrorCode code) {
    return code.status() < 500
        && code != ErrorCode.NOT_FOUND
        && code != ErrorCode.RATE_LIMIT_EXCEEDED
        && code != ErrorCode.INSUFFICIENT_PERMISSIONS
        && !code.name().startsWith("IDEMPOTENCY_");
  }

  /** The error of this field; empty if there is none. */
  public String at(String field) {
    return error
        .filter(one -> one.field().equals(Optional.of(field)))
        .map(ApiError::message)
        .orElse("");
  }

  /** The error that concerns no single field; empty if there is none. */
  public String general() {
    return error.filter(one -> one.field().isEmpty()).map(ApiError::message).orElse("");
  }

  /** The same error, for a form in which the field has another name. */
  public FormErrors renamed(String from, String to) {
    return new FormErrors(
        error.map(one ->
            one.field().equals(Optional.of(from))
                ? ApiError.at(to, one.code(), one.message())
                : one));
  }

  /** HTTP status of the page that shows the form. */
  public int status() {
    return error.map(one -> one.code().status()).orElse(200);
  }
}
