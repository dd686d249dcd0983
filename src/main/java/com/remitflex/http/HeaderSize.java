package com.remitflex.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;

/**
 * Counts what a connection received since its request line, so that headers that are too large can
 * be told from headers that are malformed. A connection is one thread.
 */
final class HeaderSize implements Http1ConnectionListener {
  private final ThreadLocal<long[]> received = ThreadLocal.withInitial(() -> new long[1]);

  @Override
  public void data(ConnectionContext context, byte[] data, int position, int length) {
    received.get()[0] += length;
  }

  @Override
  public void data(ConnectionContext context, BufferData data) {
    received.get()[0] += data.available();
  }

  @Override
  public void headers(ConnectionContext context, Headers headers) {
    received.get()[0] = 0;
  }

  /** Bytes received on this connection since its last complete header block. */
  long bytes() {
    return received.get()[0];
  }
}
