package com.remitflex.platform.http.http2;

/** Counts and serves the requests of one connection. */
public interface Requests {
  /** Counts one more concurrent request besides the first; false if the client has too many. */
  boolean occupy();

  /** Ends what {@link #occupy} counted. */
  void release();

  /** Serves one request on its own thread, and returns when its response has ended. */
  void serve(StreamExchange exchange);

  /** The response of HTTP/1.1 to a request that {@link #occupy} did not count. */
  byte[] overloaded();

  /** The response of HTTP/1.1 to a request whose headers are too large to be read. */
  byte[] headersTooLarge();
}
