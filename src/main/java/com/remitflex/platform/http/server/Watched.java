package com.remitflex.platform.http.server;

/** What {@link SlowClients} ends when its client takes too long. */
interface Watched {
  ConnectionGuard guard();

  /** The client does not read: discards what is unsent. */
  void reset();

  /** The client does not send: ends it. */
  void disconnect();
}
