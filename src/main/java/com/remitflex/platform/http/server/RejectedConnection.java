package com.remitflex.platform.http.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;

/**
 * A connection over the limit: it is sent one rejection, and nothing of it is read as a request.
 */
record RejectedConnection(ConnectionGuard reception, byte[] rejection) implements ServerConnection {
  @Override
  public void handle(Limit requests) {
    reception.writer().writeNow(BufferData.create(rejection.clone()));
    // A request that arrives now is thrown away, so that it does not destroy the rejection.
    reception.leave(Long.MAX_VALUE);
  }

  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  @Override
  public void close(boolean interrupt) {
    // It ends by itself.
  }
}
