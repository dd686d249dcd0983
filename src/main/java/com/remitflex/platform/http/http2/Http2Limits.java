package com.remitflex.platform.http.http2;

/**
 * The limits of one connection.
 *
 * @param headerListBytes maximum size of the headers of a request as RFC 9113 counts them: 32 bytes
 *     more than each name and value
 * @param streams maximum number of open streams
 */
public record Http2Limits(int headerListBytes, int streams) {
  private static final int FIELD_OVERHEAD = 32;
  private static final int PSEUDO_HEADERS = 4;
  private static final int MAX_STREAMS = 100;

  /**
   * The limits that reject nothing that HTTP/1.1 accepts.
   *
   * @param headerBytes maximum bytes of the request line, and of all headers together
   * @param headers maximum number of headers
   * @param requests maximum number of requests of one client at the same time
   */
  public static Http2Limits of(int headerBytes, int headers, int requests) {
    return new Http2Limits(
        2 * headerBytes + FIELD_OVERHEAD * (headers + PSEUDO_HEADERS),
        Math.min(MAX_STREAMS, requests));
  }
}
