package com.remitflex.platform.http.server;

import com.remitflex.platform.http.http2.Requests;
import com.remitflex.platform.http.http2.StreamExchange;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;

/**
 * Serves each request of an HTTP/2 connection as a connection of HTTP/1.1 with one request, so that
 * the same rules and limits apply.
 *
 * @param plain the connection
 * @param slot its slot, which its first concurrent request occupies
 */
record Http2Requests(
    ConnectionContext plain,
    Connections.Slot slot,
    HttpLimits limits,
    Http1ConnectionSelector http1,
    Rejections rejections,
    SlowClients slowClients)
    implements Requests {
  /** The requests are counted with the connections. */
  private static final Limit UNLIMITED = FixedLimit.create();

  @Override
  public boolean occupy() {
    return slot.occupyStream();
  }

  @Override
  public void release() {
    slot.releaseStream();
  }

  @Override
  public byte[] overloaded() {
    return rejections.overloaded();
  }

  @Override
  public byte[] headersTooLarge() {
    return rejections.headersTooLarge(limits.headerBytes());
  }

  @Override
  public void serve(StreamExchange exchange) {
    Stream stream = new Stream(exchange, slot.peer());
    ConnectionGuard guard =
        ConnectionGuard.open(
            DataReader.create(stream::read),
            limits,
            new GuardedWriter(stream, limits.write()),
            stream);
    WatchedStream watched = new WatchedStream(guard, exchange);
    slowClients.add(watched);
    try {
      serve(http1.connection(new GuardedConnectionContext(plain, guard)));
    } finally {
      guard.discard();
      slowClients.remove(watched);
    }
  }

  private void serve(ServerConnection connection) {
    try {
      connection.handle(UNLIMITED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (CloseConnectionException | UncheckedIOException e) {
      // The request was the only one, or its client has reset the stream.
    }
  }

  private record WatchedStream(ConnectionGuard guard, StreamExchange exchange) implements Watched {
    @Override
    public void reset() {
      exchange.abort();
    }

    @Override
    public void disconnect() {
      exchange.abort();
    }
  }

  /** A stream as Helidon reads and writes it. */
  private record Stream(StreamExchange exchange, Peer peer) implements Carrier, DataWriter {
    /** The next bytes; at the end null, as Helidon's reader requires. */
    @SuppressWarnings("NullAway") // the supplier of Helidon's reader ends with null
    byte[] read() {
      byte[] bytes = exchange.read();
      return bytes.length == 0 ? null : bytes;
    }

    @Override
    public void started() {
      // The connection has started.
    }

    @Override
    public void reset() {
      exchange.abort();
    }

    @Override
    public void write(BufferData... buffers) {
      writeNow(buffers);
    }

    @Override
    public void write(BufferData buffer) {
      writeNow(buffer);
    }

    @Override
    public void writeNow(BufferData... buffers) {
      for (BufferData buffer : buffers) {
        writeNow(buffer);
      }
    }

    @Override
    public void writeNow(BufferData buffer) {
      exchange.write(buffer.readBytes());
    }

    @Override
    public void close() {
      // The stream ends when its request was served.
    }
  }
}
