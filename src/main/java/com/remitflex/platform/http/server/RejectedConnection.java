package com.remitflex.platform.http.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;

/** A connection over the limit: it receives one rejection, and no request is read from it. */
record RejectedConnection(ConnectionGuard guard, byte[] rejection) implements ServerConnection {
  @Override
  public void handle(Limit requests) {
    guard.writer().writeNow(BufferData.create(rejection.clone()));
    // A request that arrives now is discarded; unread, it would make the system drop the rejection.
    guard.leave(Long.MAX_VALUE);
  }

  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  @Override
  public void close(boolean interrupt) {
    // The connection ends on its own.
  }
}
