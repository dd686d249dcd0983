package com.remitflex.platform.http.gateway;

import com.remitflex.platform.access.IdempotencyKey;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.PathRouter;
import com.remitflex.platform.http.server.RequestLine;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules for request lines and headers (RFC 9110 section 5, RFC 9112 section 3). They are
 * checked here rather than by the HTTP library, so that a malformed Authorization header is a 401
 * like any other invalid key.
 */
final class RequestRules {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  /** A name or an address, and a port: no form that a proxy could read differently. */
  private static final Pattern HOST =
      Pattern.compile("(?:[0-9A-Za-z._-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{0,5})?");

  private static final int MAX_PORT_DIGITS = 5;

  private RequestRules() {}

  /**
   * The first error of a request; authentication checks the Authorization header itself.
   *
   * @param maxHeaders maximum number of header lines
   */
  static Optional<ApiError> error(
      RequestLine line, HttpPrologue prologue, Headers headers, int maxHeaders) {
    if (prologue.fragment().hasValue() || !isPath(prologue.uriPath().rawPath())) {
      return Optional.of(malformed("The path is not in normalized form."));
    }
    // RFC 9112, 6.1: a message of HTTP/1.0 has no transfer codings.
    if (line.isHttp10() && headers.contains(HeaderNames.TRANSFER_ENCODING)) {
      return Optional.of(malformed("A request of HTTP/1.0 must not have a Transfer-Encoding."));
    }
    Optional<ApiError> error = headerError(headers, maxHeaders);
    return error.isPresent() ? error : hostError(line, headers);
  }

  /**
   * Whether the Authorization header has a character that other programs could read as the start of
   * another request. The response is the same as for any other invalid key, but nothing that
   * follows on the connection may be executed.
   */
  static boolean isAmbiguous(Headers headers) {
    return !areFieldValues(headers.all(HeaderNames.AUTHORIZATION, List::of));
  }

  private static Optional<ApiError> headerError(Headers headers, int maxHeaders) {
    int lines = 0;
    Optional<ApiError> first = Optional.empty();
    for (Header header : headers) {
      lines += header.valueCount();
      if (first.isEmpty()) {
        first = headerError(header);
      }
    }
    return lines > maxHeaders
        ? Optional.of(
            ApiError.of(
                ErrorCode.HEADERS_TOO_LARGE,
                "The request has more than " + maxHeaders + " headers."))
        : first;
  }

  private static Optional<ApiError> headerError(Header header) {
    if (!isToken(header.name())) {
      return Optional.of(malformed("A header name contains a character that is not allowed."));
    }
    if (header.headerName().equals(HeaderNames.AUTHORIZATION)
        || areFieldValues(header.allValues())) {
      return Optional.empty();
    }
    return Optional.of(
        header.name().equalsIgnoreCase(IdempotencyKey.HEADER)
            ? IdempotencyKey.malformed()
            : malformed("A header value contains a control character."));
  }

  private static Optional<ApiError> hostError(RequestLine line, Headers headers) {
    List<String> hosts = headers.all(HeaderNames.HOST, List::of);
    boolean missing = hosts.isEmpty() && line.isHttp10();
    boolean plain = hosts.size() == 1 && isHost(hosts.getFirst());
    return missing || plain
        ? Optional.empty()
        : Optional.of(
            malformed("The request must have exactly one Host header with a name or an address."));
  }

  private static boolean isHost(String host) {
    int end = 0;
    while (end < host.length() && isNameCharacter(host.charAt(end))) {
      end++;
    }
    // Most hosts are a name, with or without a port.
    return (end > 0 && isPort(host.substring(end))) || HOST.matcher(host).matches();
  }

  private static boolean isPort(String text) {
    if (text.isEmpty()) {
      return true;
    }
    if (text.charAt(0) != ':' || text.length() > 1 + MAX_PORT_DIGITS) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean isNameCharacter(char c) {
    return isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
  }

  /** Whether the path is visible ASCII and no proxy could read it as another path. */
  private static boolean isPath(String path) {
    if (isPlainPath(path)) {
      return true;
    }
    if (!path.startsWith("/") || !isVisibleAscii(path)) {
      return false;
    }
    List<String> segments = PathRouter.segments(path);
    for (int i = 0; i < segments.size(); i++) {
      boolean last = i == segments.size() - 1;
      if ((segments.get(i).isEmpty() && !last) || !isSegment(segments.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether it has only letters, digits, marks, and slashes that begin a segment: most paths. */
  private static boolean isPlainPath(String path) {
    char before = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean plain = isLetterOrDigit(c) || c == '-' || c == '_' || (c == '/' && before != '/');
      if (!plain || (i == 0 && c != '/')) {
        return false;
      }
      before = c;
    }
    return before != 0;
  }

  private static boolean isVisibleAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= 0x20 || text.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSegment(String segment) {
    String plain = segment;
    if (segment.indexOf('%') >= 0) {
      try {
        plain = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
    int parameters = plain.indexOf(';');
    String name = parameters < 0 ? plain : plain.substring(0, parameters);
    return !name.equals(".")
        && !name.equals("..")
        && plain.indexOf('\\') < 0
        && plain.chars().noneMatch(Character::isISOControl);
  }

  private static ApiError malformed(String message) {
    return ApiError.of(ErrorCode.VALIDATION_ERROR, message);
  }

  private static boolean isToken(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isLetterOrDigit(c) && TOKEN_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static boolean areFieldValues(List<String> values) {
    for (String value : values) {
      if (!isFieldValue(value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFieldValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < 0x20 && c != '\t') || c == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
