package com.remitflex.platform.http.http2;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A connection of HTTP/2. Its own thread reads frames; each request has another one. */
public final class Http2Connection {
  private final Transport transport;
  private final Executor executor;
  private final Http2Streams streams;
  private volatile boolean closing;
  private volatile Thread reader = Thread.currentThread();

  /**
   * The connection of an accepted socket.
   *
   * @param executor starts a thread for each request
   */
  public Http2Connection(
      Transport transport, Http2Limits limits, Requests requests, Executor executor) {
    this.transport = transport;
    this.executor = executor;
    this.streams = new Http2Streams(transport, limits, requests, executor, this::idle);
  }

  /** Serves the connection until it ends. */
  public void handle() {
    reader = Thread.currentThread();
    try {
      streams.flush();
      while (streams.isOpen() && !(closing && streams.isIdle())) {
        byte[] bytes = transport.read();
        if (bytes.length == 0) {
          return;
        }
        streams.receive(bytes);
      }
      transport.leave();
    } finally {
      streams.end();
    }
  }

  /** How long there has been no request. */
  public Duration idleTime() {
    return Duration.ofNanos(streams.idleNanos());
  }

  /** Whether there is no request. */
  public boolean isIdle() {
    return streams.isIdle();
  }

  /**
   * Tells the client to send no more requests, and ends the connection after those in flight.
   *
   * @param now whether to end it immediately
   */
  public void close(boolean now) {
    closing = true;
    streams.goAway();
    try {
      executor.execute(() -> end(now));
    } catch (RejectedExecutionException e) {
      reader.interrupt();
    }
  }

  private void end(boolean now) {
    streams.flush();
    if (now || streams.isIdle()) {
      reader.interrupt();
    }
  }

  private void idle() {
    if (closing) {
      reader.interrupt();
    }
  }
}
