package com.remitflex.platform.http.server;

import java.nio.charset.StandardCharsets;

/**
 * What the request line says that Helidon does not keep.
 *
 * @param method as it was sent: methods are case-sensitive (RFC 9110, 9.1), Helidon makes them
 *     upper-case
 * @param version of HTTP that the client speaks
 */
public record RequestLine(String method, Version version) {
  /** The versions that are served over a connection of HTTP/1. */
  enum Version {
    HTTP_1_0,
    HTTP_1_1
  }

  private static final String HTTP_1_0 = " HTTP/1.0";

  /** Before the first request line of a connection is complete. */
  static RequestLine none() {
    return new RequestLine("", Version.HTTP_1_1);
  }

  /**
   * Reads a line, and rewrites HTTP/1.0 in it to HTTP/1.1, the only version that Helidon takes. The
   * rest of the server must then respond as to a client of 1.0.
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

  /** HEAD is answered as GET is, without the body (RFC 9110, 9.3.2). */
  public boolean isHead() {
    return method.equals("HEAD");
  }
}
