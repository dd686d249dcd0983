package com.remitflex.platform.http.server;

import com.remitflex.platform.http.http2.Http2Connection;
import com.remitflex.platform.http.http2.Http2Limits;
import com.remitflex.platform.http.http2.Requests;
import com.remitflex.platform.http.http2.Transport;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;
import java.util.concurrent.Executor;

/** A connection of HTTP/2, as Helidon manages connections. */
record Http2ServerConnection(Http2Connection connection)
    implements ServerConnection, InterruptableTask<Void> {
  /** The name of HTTP/2 in ALPN. */
  static final String PROTOCOL = "h2";

  static Http2ServerConnection of(
      ConnectionGuard guard, HttpLimits limits, Requests requests, Executor executor) {
    return new Http2ServerConnection(
        new Http2Connection(
            new GuardTransport(guard),
            Http2Limits.of(limits.headerBytes(), limits.headers(), limits.connectionsPerAddress()),
            requests,
            executor));
  }

  @Override
  public void handle(Limit limit) {
    connection.handle();
  }

  @Override
  public boolean canInterrupt() {
    return connection.isIdle();
  }

  @Override
  public Duration idleTime() {
    return connection.idleTime();
  }

  @Override
  public void close(boolean interrupt) {
    connection.close(interrupt);
  }

  private record GuardTransport(ConnectionGuard guard) implements Transport {
    @Override
    public byte[] read() {
      try {
        return guard.readBuffer().readBytes();
      } catch (DataReader.InsufficientDataAvailableException | CloseConnectionException e) {
        return new byte[0];
      }
    }

    @Override
    public void write(byte[] bytes) {
      guard.writer().writeNow(BufferData.create(bytes));
    }

    @Override
    public void begin() {
      guard.begin();
    }

    @Override
    public void complete() {
      guard.complete();
    }

    @Override
    public void leave() {
      guard.leave(Long.MAX_VALUE);
    }
  }
}
