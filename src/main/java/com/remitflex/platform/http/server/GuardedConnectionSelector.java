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
 * Gives every connection its {@link ConnectionGuard}, and closes each whose request takes longer to
 * arrive than the limit, however steadily it trickles, and each whose client does not read what is
 * sent to it.
 */
public final class GuardedConnectionSelector implements ServerConnectionSelector, AutoCloseable {
  private static final long LOOK_EVERY_MILLIS = 100;

  private final HttpLimits limits;
  private final Http1ConnectionSelector http1;
  private final Connections connections;
  private final Supplier<byte[]> rejection;
  private final Set<Received> open = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  /**
   * Starts to watch.
   *
   * @param limits of each connection
   * @param connections which of them are served
   * @param rejection what a connection that is not served is sent
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
    this.thread = Thread.ofPlatform().name("slow-requests").daemon().start(this::watch);
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
    GuardedWriter writer = new GuardedWriter(plain.dataWriter(), limits.write());
    ConnectionGuard reception = ConnectionGuard.open(plain.dataReader(), limits, writer, slot);
    ServerConnection connection =
        slot.isAdmitted()
            ? http1.connection(new GuardedConnectionContext(plain, reception))
            : new RejectedConnection(reception, rejection.get());
    return new Received(connection, plain.serverSocket(), reception, slot);
  }

  private void watch() {
    while (true) {
      long now = System.nanoTime();
      for (Received connection : open) {
        if (connection.reception.writer().isOverdue(now)) {
          connection.reset();
        } else if (connection.reception.isOverdue(now)) {
          connection.cut();
        }
      }
      connections.sweep();
      try {
        Thread.sleep(LOOK_EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /** Tells a connection's reception where it is in a request. */
  private static final class Progress implements Http1ConnectionListener {
    @Override
    public void prologue(ConnectionContext context, HttpPrologue prologue) {
      ConnectionGuard.current().begin();
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
      ConnectionGuard reception = ConnectionGuard.current();
      reception.headersComplete();
      // A client of HTTP/1.0 does not know 100 Continue (RFC 9110, 10.1.1).
      if (reception.requestLine().isHttp10() && headers instanceof WritableHeaders<?> writable) {
        writable.remove(HeaderNames.EXPECT);
      }
    }
  }

  /** A connection that is watched while it is open. */
  private final class Received implements ServerConnection, InterruptableTask<Void> {
    private final ServerConnection connection;
    private final HelidonSocket socket;
    private final ConnectionGuard reception;
    private final Connections.Slot slot;

    Received(
        ServerConnection connection,
        HelidonSocket socket,
        ConnectionGuard reception,
        Connections.Slot slot) {
      this.connection = connection;
      this.socket = socket;
      this.reception = reception;
      this.slot = slot;
    }

    @Override
    public void handle(Limit requests) throws InterruptedException {
      open.add(this);
      try (slot) {
        try {
          connection.handle(requests);
        } finally {
          reception.drop();
        }
      } finally {
        open.remove(this);
      }
    }

    /** What the client did not read is thrown away: the system would keep it for minutes. */
    void reset() {
      open.remove(this);
      slot.reset();
    }

    void cut() {
      open.remove(this);
      try {
        socket.close();
      } catch (UncheckedIOException e) {
        // The client was faster.
      }
    }

    @Override
    public boolean canInterrupt() {
      return connection instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    @Override
    public Duration idleTime() {
      return reception.isSending() ? Duration.ZERO : connection.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      connection.close(interrupt);
    }
  }
}
