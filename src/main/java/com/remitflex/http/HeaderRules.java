package com.remitflex.http;

import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.List;
import java.util.Optional;

/**
 * What the headers of a request must satisfy (RFC 9110 section 5, RFC 9112 section 3.2). Checked
 * here rather than by the server, so that a bad Authorization header is a 401 as any other.
 */
final class HeaderRules {
  private static final int MOST_HEADERS = 100;
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private HeaderRules() {}

  /** The first fault of these headers, Authorization left to authentication. */
  static Optional<ApiError> fault(Headers headers) {
    if (headers.size() > MOST_HEADERS) {
      return Optional.of(
          ApiError.of(
              ErrorCode.HEADERS_TOO_LARGE,
              "The request has more than " + MOST_HEADERS + " headers."));
    }
    for (Header header : headers) {
      if (!isToken(header.name())) {
        return Optional.of(malformed("A header name has a character that is not allowed."));
      }
      boolean authorization = header.headerName().equals(HeaderNames.AUTHORIZATION);
      if (!authorization && !header.allValues().stream().allMatch(HeaderRules::isFieldValue)) {
        return Optional.of(malformed("A header value has a control character."));
      }
    }
    List<String> hosts = headers.all(HeaderNames.HOST, List::of);
    if (hosts.size() != 1 || hosts.getFirst().isBlank()) {
      return Optional.of(malformed("The request must have exactly one Host header."));
    }
    return Optional.empty();
  }

  private static ApiError malformed(String message) {
    return ApiError.of(ErrorCode.VALIDATION_ERROR, message);
  }

  private static boolean isToken(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!letter && TOKEN_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isFieldValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x20 && c != '\t' || c == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
