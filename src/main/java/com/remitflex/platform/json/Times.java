package com.remitflex.platform.json;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times in requests: ISO 8601 in UTC, with `Z`. */
public final class Times {
  public static final String EXPECTED =
      "Must be an ISO 8601 time in UTC, for example 2026-11-24T04:01:48.268Z.";

  private static final Pattern UTC =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?Z");

  private Times() {}

  public static Optional<Instant> parse(String text) {
    if (!UTC.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
