package com.remitflex.platform.http.server;

import com.remitflex.platform.http.http2.Http2Connection;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives every connection its {@link ConnectionGuard}, and closes connections whose request takes
 * too long to arrive, however steadily, or whose client does not read the response.
 */
public final class GuardedConnectionSelector implements ServerConnectionSelector, AutoCloseable {
  private static final Set<String> PROTOCOLS = Set.of(Http2ServerConnection.PROTOCOL, "http/1.1");

  private final HttpLimits limits;
  private final Http1ConnectionSelector http1;
  private final Connections connections;
  private final Rejections rejections;
  private final SlowClients slowClients;
  private final Set<NegotiatedConnection> negotiated = ConcurrentHashMap.newKeySet();
  private final AtomicInteger streamThreads = new AtomicInteger();

  /**
   * Starts to monitor the connections.
   *
   * @param limits the limits of each connection
   * @param connections decides which connections are served
   * @param rejections the responses to requests that are not served
   */
  public GuardedConnectionSelector(
      Http1Config.Builder http1,
      HttpLimits limits,
      Connections connections,
      Rejections rejections) {
    this.limits = limits;
    this.connections = connections;
    this.rejections = rejections;
    this.http1 =
        Http1ConnectionSelector.builder()
            .config(http1.addReceiveListener(new Progress()).build())
            .build();
    this.slowClients = new SlowClients(connections, limits.read());
  }

  @Override
  public int bytesToIdentifyConnection() {
    return 0;
  }

  @Override
  public Support supports(BufferData data) {
    return Support.SUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return PROTOCOLS;
  }

  @Override
  public ServerConnection connection(ConnectionContext plain) {
    Connections.Slot slot =
        connections.find(plain.remotePeer().address(), plain.localPeer().address());
    if (!plain.isSecure()) {
      slot.started();
    }
    GuardedWriter writer = new GuardedWriter(plain.dataWriter(), limits.write());
    ConnectionGuard guard = ConnectionGuard.open(plain.dataReader(), limits, writer, slot);
    return new Monitored(connection(plain, guard, slot), plain.serverSocket(), guard, slot);
  }

  private ServerConnection connection(
      ConnectionContext plain, ConnectionGuard guard, Connections.Slot slot) {
    return plain.isSecure()
        ? new NegotiatedConnection(
            guard, () -> isHttp2(plain) ? http2(plain, guard, slot) : http1(plain, guard, slot))
        : http1(plain, guard, slot);
  }

  private ServerConnection http1(
      ConnectionContext plain, ConnectionGuard guard, Connections.Slot slot) {
    return slot.isAdmitted()
        ? http1.connection(new GuardedConnectionContext(plain, guard))
        : new RejectedConnection(guard, rejections.overloaded());
  }

  private static boolean isHttp2(ConnectionContext plain) {
    return plain.serverSocket().protocolNegotiated()
        && plain.serverSocket().protocol().equals(Http2ServerConnection.PROTOCOL);
  }

  private ServerConnection http2(
      ConnectionContext plain, ConnectionGuard guard, Connections.Slot slot) {
    if (!slot.isAdmitted()) {
      return new RejectedConnection(guard, Http2Connection.rejection(rejections.overloaded()));
    }
    Http2Requests requests = new Http2Requests(plain, slot, limits, http1, rejections, slowClients);
    return Http2ServerConnection.of(
        guard, limits, requests, task -> plain.executor().execute(() -> countWhile(task)));
  }

  private void countWhile(Runnable task) {
    streamThreads.incrementAndGet();
    try {
      task.run();
    } finally {
      streamThreads.decrementAndGet();
    }
  }

  /** How many threads serve concurrent requests of HTTP/2, or write what is left of a response. */
  public int streamThreads() {
    return streamThreads.get();
  }

  /** Tells the clients of HTTP/2 to send no more requests; those in flight are completed. */
  public void drain() {
    negotiated.forEach(NegotiatedConnection::drain);
  }

  @Override
  public void close() {
    slowClients.close();
  }

  /** Notifies the guard of a connection about the progress of a request. */
  private static final class Progress implements Http1ConnectionListener {
    @Override
    public void prologue(ConnectionContext context, HttpPrologue prologue) {
      ConnectionGuard.current().begin();
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
      ConnectionGuard guard = ConnectionGuard.current();
      guard.headersComplete();
      // A client of HTTP/1.0 does not know 100 Continue (RFC 9110, 10.1.1).
      if (guard.requestLine().isHttp10() && headers instanceof WritableHeaders<?> writable) {
        writable.remove(HeaderNames.EXPECT);
      }
    }
  }

  /** A connection that is monitored while it is open. */
  private final class Monitored implements ServerConnection, InterruptableTask<Void>, Watched {
    private final ServerConnection connection;
    private final HelidonSocket socket;
    private final ConnectionGuard guard;
    private final Connections.Slot slot;

    Monitored(
        ServerConnection connection,
        HelidonSocket socket,
        ConnectionGuard guard,
        Connections.Slot slot) {
      this.connection = connection;
      this.socket = socket;
      this.guard = guard;
      this.slot = slot;
    }

    @Override
    public void handle(Limit requests) throws InterruptedException {
      slowClients.add(this);
      if (connection instanceof NegotiatedConnection one) {
        negotiated.add(one);
      }
      try (slot) {
        try {
          connection.handle(requests);
        } finally {
          guard.discard();
        }
      } finally {
        slowClients.remove(this);
        negotiated.remove(connection);
      }
    }

    @Override
    public ConnectionGuard guard() {
      return guard;
    }

    /** Discards what the client did not read; otherwise the system would keep it for minutes. */
    @Override
    public void reset() {
      slot.reset();
    }

    @Override
    public void disconnect() {
      if (connection instanceof NegotiatedConnection one && one.isHttp2()) {
        // Closing TLS would wait for a stream that is being written.
        slot.reset();
        return;
      }
      try {
        socket.close();
      } catch (UncheckedIOException e) {
        // The client closed it first.
      }
    }

    @Override
    public boolean canInterrupt() {
      return connection instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    @Override
    public Duration idleTime() {
      return guard.isSending() ? Duration.ZERO : connection.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      connection.close(interrupt);
    }
  }
}
