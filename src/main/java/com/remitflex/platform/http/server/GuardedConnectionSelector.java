package com.remitflex.platform.http.server;

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
import java.util.function.Supplier;

/**
 * Gives every connection its {@link ConnectionGuard}, and closes connections whose request takes
 * too long to arrive, however steadily, or whose client does not read the response.
 */
public final class GuardedConnectionSelector implements ServerConnectionSelector, AutoCloseable {
  private static final long CHECK_MILLIS = 100;

  private final HttpLimits limits;
  private final Http1ConnectionSelector http1;
  private final Connections connections;
  private final Supplier<byte[]> rejection;
  private final Set<Monitored> open = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  /**
   * Starts to monitor the connections.
   *
   * @param limits the limits of each connection
   * @param connections decides which connections are served
   * @param rejection the bytes that are sent on a connection that is not served
   */
  public GuardedConnectionSelector(
      Http1Config.Builder http1,
      HttpLimits limits,
      Connections connections,
      Supplier<byte[]> rejection) {
    this.limits = limits;
    this.connections = connections;
    this.rejection = rejection;
    this.http1 =
        Http1ConnectionSelector.builder()
            .config(http1.addReceiveListener(new Progress()).build())
            .build();
    this.thread = Thread.ofPlatform().name("slow-requests").daemon().start(this::monitor);
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
    return http1.supportedApplicationProtocols();
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
    ServerConnection connection =
        slot.isAdmitted()
            ? http1.connection(new GuardedConnectionContext(plain, guard))
            : new RejectedConnection(guard, rejection.get());
    return new Monitored(connection, plain.serverSocket(), guard, slot);
  }

  private void monitor() {
    while (true) {
      long now = System.nanoTime();
      for (Monitored connection : open) {
        if (connection.guard.writer().isOverdue(now)) {
          connection.reset();
        } else if (connection.guard.isOverdue(now)) {
          connection.disconnect();
        }
      }
      connections.sweep(now, limits.read());
      try {
        Thread.sleep(CHECK_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
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
  private final class Monitored implements ServerConnection, InterruptableTask<Void> {
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
      open.add(this);
      try (slot) {
        try {
          connection.handle(requests);
        } finally {
          guard.discard();
        }
      } finally {
        open.remove(this);
      }
    }

    /** Discards what the client did not read; otherwise the system would keep it for minutes. */
    void reset() {
      open.remove(this);
      slot.reset();
    }

    void disconnect() {
      open.remove(this);
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
