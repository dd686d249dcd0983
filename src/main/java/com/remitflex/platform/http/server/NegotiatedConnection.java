package com.remitflex.platform.http.server;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A connection with TLS. Its protocol is known after the handshake, which takes place when the
 * first bytes are read.
 */
final class NegotiatedConnection implements ServerConnection, InterruptableTask<Void> {
  private final ConnectionGuard guard;
  private final Supplier<ServerConnection> choice;
  private final long startNanos = System.nanoTime();
  private final Thread thread = Thread.currentThread();
  private volatile Optional<ServerConnection> chosen = Optional.empty();
  private volatile boolean closed;

  /**
   * A new connection.
   *
   * @param choice the connection of the negotiated protocol
   */
  NegotiatedConnection(ConnectionGuard guard, Supplier<ServerConnection> choice) {
    this.guard = guard;
    this.choice = choice;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    try {
      guard.ensureAvailable();
    } catch (DataReader.InsufficientDataAvailableException e) {
      throw new CloseConnectionException("the client sent no request", e);
    }
    ServerConnection connection = choice.get();
    chosen = Optional.of(connection);
    if (closed) {
      throw new CloseConnectionException("the server is shutting down");
    }
    connection.handle(limit);
  }

  boolean isHttp2() {
    return chosen.filter(Http2ServerConnection.class::isInstance).isPresent();
  }

  /** Tells a client of HTTP/2 to send no more requests; those in flight are completed. */
  void drain() {
    chosen
        .filter(Http2ServerConnection.class::isInstance)
        .ifPresent(connection -> connection.close(false));
  }

  @Override
  public boolean canInterrupt() {
    return chosen
        .map(one -> one instanceof InterruptableTask<?> task && task.canInterrupt())
        .orElse(true);
  }

  @Override
  public Duration idleTime() {
    return chosen
        .map(ServerConnection::idleTime)
        .orElseGet(() -> Duration.ofNanos(System.nanoTime() - startNanos));
  }

  @Override
  public void close(boolean interrupt) {
    closed = true;
    chosen.ifPresentOrElse(connection -> connection.close(interrupt), thread::interrupt);
  }
}
