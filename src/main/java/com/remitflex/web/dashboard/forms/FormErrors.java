package com.remitflex.web.dashboard.forms;

import com.remitflex.platform.errors.ApiError;
import java.util.Optional;

/** What was wrong with a form, to be said beside its field. */
public record FormErrors(Optional<ApiError> error) {
  /** A form that no one has sent yet. */
  public static final FormErrors NONE = new FormErrors(Optional.empty());

  /** What is wrong with this field; empty when nothing is. */
  public String at(String field) {
    return error
        .filter(one -> one.field().equals(Optional.of(field)))
        .map(ApiError::message)
        .orElse("");
  }

  /** What is wrong with the form as a whole; empty when nothing is, or when a field has it. */
  public String general() {
    return error.filter(one -> one.field().isEmpty()).map(ApiError::message).orElse("");
  }

  /** The same, said beside a field that has another name in the form. */
  public FormErrors renamed(String from, String to) {
    return new FormErrors(
        error.map(one ->
            one.field().equals(Optional.of(from))
                ? ApiError.at(to, one.code(), one.message())
                : one));
  }

  /** HTTP status of the page that shows it. */
  public int status() {
    return error.map(one -> one.code().status()).orElse(200);
  }
}
