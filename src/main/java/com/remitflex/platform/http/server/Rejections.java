package com.remitflex.platform.http.server;

/** Complete responses of HTTP/1.1 to requests that no handler sees. */
public interface Rejections {
  /** The response on a connection or a stream over the limit. */
  byte[] overloaded();

  /** The response to a request with headers that are larger than this. */
  byte[] headersTooLarge(int maxBytes);
}
