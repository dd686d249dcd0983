package com.remitflex.platform.http.http2;

import io.netty.handler.codec.http2.Http2Error;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A connection of HTTP/2. Its own thread reads frames; each request has another one. */
public final class Http2Connection {
  private static final int FRAME_HEADER = 9;
  private static final int GOAWAY_FIELDS = 8;
  private static final byte SETTINGS = 4;
  private static final byte GOAWAY = 7;

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

  /**
   * The frames that end a connection which is not served: none of its requests has an effect.
   *
   * @param reason text for a person who looks at the frames
   */
  public static byte[] rejection(byte[] reason) {
    int length = GOAWAY_FIELDS + reason.length;
    ByteBuffer frames = ByteBuffer.allocate(2 * FRAME_HEADER + length);
    frames.put(new byte[] {0, 0, 0, SETTINGS, 0}).putInt(0);
    frames.put((byte) (length >> 16)).putShort((short) length).put(GOAWAY).put((byte) 0).putInt(0);
    frames.putInt(0).putInt((int) Http2Error.ENHANCE_YOUR_CALM.code()).put(reason);
    return frames.array();
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
