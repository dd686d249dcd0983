package com.remitflex.platform.http.server;

/** What carries requests and responses: a connection, or a stream of HTTP/2. */
interface Carrier {
  Peer peer();

  /** Notes that the first bytes of a request arrived. */
  void started();

  /** Ends it in a way that no client mistakes a partial response for a complete one. */
  void reset();
}
