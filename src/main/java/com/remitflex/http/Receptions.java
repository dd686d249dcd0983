package com.remitflex.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
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

/**
 * Gives every connection its {@link Reception}, and closes each whose request takes longer to
 * arrive than the limit, however steadily it trickles.
 */
final class Receptions implements ServerConnectionSelector, AutoCloseable {
  private static final long LOOK_EVERY_MILLIS = 100;

  private final HttpLimits limits;
  private final Http1ConnectionSelector http1;
  private final Set<Received> open = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  /**
   * Starts to watch.
   *
   * @param limits of each connection
   */
  Receptions(Http1Config.Builder http1, HttpLimits limits) {
    this.limits = limits;
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
    Reception reception = Reception.open(plain.dataReader(), limits);
    ServerConnection connection = http1.connection(new ReceptionContext(plain, reception));
    return new Received(connection, plain.serverSocket(), reception);
  }

  private void watch() {
    while (true) {
      long now = System.nanoTime();
      for (Received connection : open) {
        if (connection.reception.isOverdue(now)) {
          connection.cut();
        }
      }
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
      Reception.current().begin();
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
      Reception.current().complete();
    }
  }

  /** A connection that is watched while it is open. */
  private final class Received implements ServerConnection, InterruptableTask<Void> {
    private final ServerConnection connection;
    private final HelidonSocket socket;
    private final Reception reception;

    Received(ServerConnection connection, HelidonSocket socket, Reception reception) {
      this.connection = connection;
      this.socket = socket;
      this.reception = reception;
    }

    @Override
    public void handle(Limit requests) throws InterruptedException {
      open.add(this);
      try {
        connection.handle(requests);
      } finally {
        reception.drop();
        open.remove(this);
      }
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
