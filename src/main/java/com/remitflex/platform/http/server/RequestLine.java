package com.remitflex.platform.http.server;

import java.nio.charset.StandardCharsets;

/**
 * The parts of the request line that Helidon does not preserve.
 *
 * @param method the method as sent; methods are case-sensitive (RFC 9110, 9.1), but Helidon
 *     converts them to upper case
 * @param version the HTTP version of the client
 */
public record RequestLine(String method, Version version) {
  /** The supported versions of HTTP/1. */
  enum Version {
    HTTP_1_0,
    HTTP_1_1
  }

  private static final String HTTP_1_0 = " HTTP/1.0";

  /** The value before the first request line of a connection is complete. */
  static RequestLine none() {
    return new RequestLine("", Version.HTTP_1_1);
  }

  /**
   * Reads a line, and changes HTTP/1.0 in it to HTTP/1.1, the only version that Helidon supports.
   * The rest of the server must then respond in a way that a client of HTTP/1.0 understands.
   */
  static RequestLine take(byte[] line) {
    String text = new String(line, StandardCharsets.ISO_8859_1);
    int space = text.indexOf(' ');
    String method = space < 0 ? text : text.substring(0, space);
    if (!text.endsWith(HTTP_1_0)) {
      return new RequestLine(method, Version.HTTP_1_1);
    }
    line[line.length - 1] = '1';
    return new RequestLine(method, Version.HTTP_1_0);
  }

  public boolean isHttp10() {
    return version == Version.HTTP_1_0;
  }

  /** Whether the response must have no body (RFC 9110, 9.3.2). */
  public boolean isHead() {
    return method.equals("HEAD");
  }
}
