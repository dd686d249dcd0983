package com.remitflex.web.dashboard.keys;

import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.features.apikeys.lifecycle.RollRequest;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.json.Times;
import com.remitflex.web.dashboard.forms.Form;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the forms that create and roll keys. */
final class KeyForms {
  private KeyForms() {}

  /**
   * Reads the form of a new key.
   *
   * @throws ApiException VALIDATION_ERROR
   */
  static NewKey newKey(Form form) {
    Scope scope =
        Scope.find(form.text("scope")).orElseThrow(() -> invalid("scope", "Choose a scope."));
    List<String> addresses =
        Arrays.stream(form.text("ip_allow_list").split("[\\s,]+", -1))
            .filter(text -> !text.isEmpty())
            .toList();
    Optional<Integer> requestsPerMinute = optionalNumber(form, "rate_limit_per_minute");
    return NewKey.parse(
        scope,
        form.text("name"),
        form.find("expires_at").map(KeyForms::expiry),
        addresses,
        requestsPerMinute,
        limit(form, "per_payment"),
        limit(form, "per_day"));
  }

  /**
   * Reads the form of a roll.
   *
   * @throws ApiException VALIDATION_ERROR
   */
  static RollRequest roll(Form form) {
    return RollRequest.of(
        number("grace_seconds", form.text("grace_seconds")),
        form.text("grace_from").equals("first_use"),
        optionalNumber(form, "end_after_quiet_hours"));
  }

  private static Optional<String> limit(Form form, String name) {
    return form.find(name).map(amount -> amount.strip() + form.text(name + "_currency"));
  }

  /** A date means the end of its day in UTC. */
  private static Instant expiry(String text) {
    return Times.parse(text.strip().length() == 10 ? text.strip() + "T23:59:59Z" : text.strip())
        .orElseThrow(() ->
            invalid("expires_at", "Must be a date in YYYY-MM-DD format, for example 2027-01-31."));
  }

  private static Optional<Integer> optionalNumber(Form form, String field) {
    return form.find(field).map(text -> number(field, text));
  }

  private static int number(String field, String text) {
    if (!text.strip().matches("[0-9]{1,7}")) {
      throw invalid(field, "Must be a whole number.");
    }
    return Integer.parseInt(text.strip());
  }

  static ApiException invalid(String field, String message) {
    return ApiError.at(field, ErrorCode.VALIDATION_ERROR, message).exception();
  }
}
