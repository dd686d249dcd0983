package com.remitflex.platform.http.api;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.util.Arrays;
import java.util.List;

/**
 * The documented response headers, for the OpenAPI document and the reference page. Headers that
 * only describe the body (Content-Type, Date, Cache-Control and so on) are not among them.
 */
public enum ResponseHeader {
  REQUEST_ID(
      "X-Request-Id",
      "every response",
      "ID of the request, `req_…`. Include it when you report a problem.",
      "{\"type\": \"string\", \"pattern\": \"^req_[0-9A-Z]{26}$\"}"),
  RATE_LIMIT(
      "X-RateLimit-Limit",
      "every response to an accepted key that has a request limit",
      "Maximum requests per minute of the key. A minute is a fixed window of the database's time.",
      "{\"type\": \"integer\", \"minimum\": 1}"),
  RATE_LIMIT_REMAINING(
      "X-RateLimit-Remaining",
      "every response to an accepted key that has a request limit",
      "Number of requests that the key may still send in this minute.",
      "{\"type\": \"integer\", \"minimum\": 0}"),
  RATE_LIMIT_RESET(
      "X-RateLimit-Reset",
      "every response to an accepted key that has a request limit",
      "Start of the next minute, as Unix time in seconds.",
      "{\"type\": \"integer\", \"format\": \"int64\", \"minimum\": 0}"),
  RETRY_AFTER(
      "Retry-After",
      "429, 503 and 409 `IDEMPOTENCY_IN_PROGRESS`",
      "How long to wait before the next attempt: whole seconds, never a date.",
      "{\"type\": \"integer\", \"minimum\": 1}"),
  REPLAYED(
      "Idempotent-Replayed",
      "a replayed response, which an earlier request with the same `Idempotency-Key` received",
      "`true`: this request had no effect of its own. Absent from the original response.",
      "{\"type\": \"string\", \"enum\": [\"true\"]}"),
  WWW_AUTHENTICATE(
      "WWW-Authenticate",
      "401",
      "`Bearer`: the scheme for sending the key.",
      "{\"type\": \"string\", \"enum\": [\"Bearer\"]}"),
  ALLOW(
      "Allow",
      "405",
      "The methods that the path supports, separated by commas.",
      "{\"type\": \"string\"}"),
  CONTENT_DISPOSITION(
      "Content-Disposition",
      "an export, `text/csv` or `application/x-ndjson`",
      "`attachment` with a file name.",
      "{\"type\": \"string\"}");

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // immutable, but not annotated as such
  private final HeaderName name;

  private final String when;
  private final String description;
  private final String schema;

  ResponseHeader(String text, String when, String description, String schema) {
    this.text = text;
    this.name = HeaderNames.create(text);
    this.when = when;
    this.description = description;
    this.schema = schema;
  }

  /** The header's name. */
  public String text() {
    return text;
  }

  /** The header with this value. */
  public Header of(String value) {
    return HeaderValues.create(name, value);
  }

  /** The responses that have it, in words. */
  public String when() {
    return when;
  }

  /** The meaning of its value, with its unit. */
  public String description() {
    return description;
  }

  /** The JSON schema of its value. */
  public String schema() {
    return schema;
  }

  /** The headers that a response of this route with this status can have. */
  public static List<ResponseHeader> of(Route route, int status) {
    return Arrays.stream(values()).filter(header -> header.isOn(route, status)).toList();
  }

  private boolean isOn(Route route, int status) {
    return switch (this) {
      case REQUEST_ID -> true;
      // Before a 401, no key was accepted, so no request was counted against a key.
      case RATE_LIMIT, RATE_LIMIT_REMAINING, RATE_LIMIT_RESET -> status != 401;
      case RETRY_AFTER -> status == 429 || status == 503 || (status == 409 && route.isIdempotent());
      case REPLAYED -> status < 300 && route.isIdempotent();
      case WWW_AUTHENTICATE -> status == 401;
      case ALLOW -> status == 405;
      case CONTENT_DISPOSITION -> status < 300 && !route.operation().streams().isEmpty();
    };
  }

  /** Whether every response with this status has it. */
  public boolean isRequired(int status) {
    return switch (this) {
      case REQUEST_ID, WWW_AUTHENTICATE, ALLOW -> true;
      case RETRY_AFTER -> status != 409;
      case RATE_LIMIT, RATE_LIMIT_REMAINING, RATE_LIMIT_RESET, REPLAYED, CONTENT_DISPOSITION ->
          false;
    };
  }
}
