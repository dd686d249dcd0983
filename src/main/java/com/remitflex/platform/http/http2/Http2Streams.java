package com.remitflex.platform.http.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The streams of one connection, and the lock that guards them and the codec. No thread writes to
 * the socket while it has the lock.
 */
final class Http2Streams {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ReentrantLock writing = new ReentrantLock();
  private final Map<Integer, StreamExchange> exchanges = new HashMap<>();
  private final Transport transport;
  private final Http2Limits limits;
  private final Requests requests;
  private final Executor executor;
  private final Runnable whenIdle;
  private final FrameBoundaries boundaries = new FrameBoundaries();
  private final FrameAllowance allowance = new FrameAllowance(System::nanoTime);
  private final FrameCodec codec;
  private int waiting;

  /** Requests that count for the limits: until their responses are complete. */
  private int running;

  /** Threads that serve requests. */
  private int serving;

  private volatile long idleSinceNanos = System.nanoTime();

  /**
   * Starts a connection.
   *
   * @param executor starts a thread for each task
   * @param whenIdle called when a response has ended and none is left
   */
  Http2Streams(
      Transport transport,
      Http2Limits limits,
      Requests requests,
      Executor executor,
      Runnable whenIdle) {
    this.transport = transport;
    this.limits = limits;
    this.requests = requests;
    this.executor = executor;
    this.whenIdle = whenIdle;
    this.codec = new FrameCodec(limits, new StreamEvents(this));
    settingsAccepted();
  }

  FrameCodec codec() {
    return codec;
  }

  /** Nanoseconds since the last response ended; 0 while there is a request. */
  long idleNanos() {
    return isIdle() ? System.nanoTime() - idleSinceNanos : 0;
  }

  boolean isIdle() {
    return get(() -> serving == 0);
  }

  /** Reads bytes of the client, and times its incomplete frames and header blocks. */
  void receive(byte[] bytes) {
    time(bytes);
    locked(() -> {
      codec.receive(bytes);
      if (waiting > 0) {
        changed.signalAll();
      }
    });
    flush();
  }

  private void time(byte[] bytes) {
    long before = boundaries.ended();
    int empty = boundaries.read(bytes);
    if (boundaries.ended() != before) {
      transport.complete();
    }
    if (!boundaries.isComplete()) {
      transport.begin();
    }
    locked(() -> {
      if (!allowance.take(empty)) {
        codec.endFlood();
      }
    });
  }

  boolean isOpen() {
    return get(codec::isOpen);
  }

  void goAway() {
    locked(codec::goAway);
  }

  /**
   * Ends all streams with the connection, and waits for a thread that is writing to the socket: it
   * could not be closed before that one has finished, or was ended for taking too long.
   */
  void end() {
    locked(() -> {
      codec.close();
      exchanges.values().forEach(StreamExchange::close);
      changed.signalAll();
    });
    flush();
  }

  /** Writes what the codec has for the client; a thread that waits here is slowed by the client. */
  void flush() {
    writing.lock();
    try {
      byte[] bytes = get(codec::take);
      if (bytes.length > 0) {
        transport.write(bytes);
      }
    } finally {
      writing.unlock();
    }
  }

  /** As {@link #flush}, for a thread that must not wait. */
  void flushLater() {
    try {
      executor.execute(this::flush);
    } catch (RejectedExecutionException e) {
      // The server has stopped, and closes the connection.
    }
  }

  /** Acts under the lock. */
  void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
      codec.flush();
    } finally {
      lock.unlock();
    }
  }

  private <T> T get(Supplier<T> value) {
    lock.lock();
    try {
      return value.get();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until this holds, then reads a value under the lock. */
  <T> T whenReady(BooleanSupplier ready, Supplier<T> value) {
    T result;
    lock.lock();
    try {
      await(ready);
      result = value.get();
      codec.flush();
    } finally {
      lock.unlock();
    }
    flush();
    return result;
  }

  /** Sends what there is, then waits until the client accepts more. The caller has the lock. */
  void awaitWindow(BooleanSupplier ready) {
    codec.flush();
    lock.unlock();
    try {
      flush();
    } finally {
      lock.lock();
    }
    await(ready);
  }

  private void await(BooleanSupplier ready) {
    waiting++;
    try {
      while (!ready.getAsBoolean()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      waiting--;
    }
  }

  void sent(int bytes) {
    allowance.sent(bytes);
  }

  /** Netty sets its limit to the announced one, and would lose count of a stream it refuses. */
  void settingsAccepted() {
    codec.acceptStreams(2 * limits.streams());
  }

  void headers(int id, Http2Headers headers, boolean isLast) throws Http2Exception {
    StreamExchange known = exchanges.get(id);
    if (known != null) {
      known.receive(Unpooled.EMPTY_BUFFER, isLast);
      return;
    }
    if (codec.openStreams() > limits.streams() || serving >= 2 * limits.streams()) {
      throw Http2Exception.streamError(id, Http2Error.REFUSED_STREAM, "too many streams");
    }
    try {
      open(codec.stream(id), RequestHead.of(headers, isLast), isLast);
    } catch (MalformedRequestException e) {
      throw Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, e, "malformed request");
    }
  }

  private void open(Http2Stream stream, RequestHead head, boolean isLast) throws Http2Exception {
    if (running > 0 && !requests.occupy()) {
      respond(stream, requests.overloaded(), head.isHead());
      return;
    }
    running++;
    serving++;
    allowance.request();
    StreamExchange exchange = new StreamExchange(this, stream, head, isLast);
    exchanges.put(stream.id(), exchange);
    try {
      executor.execute(() -> serve(stream.id(), exchange));
    } catch (RejectedExecutionException e) {
      ended(stream.id(), exchange);
      threadEnded();
      throw Http2Exception.streamError(
          stream.id(), Http2Error.REFUSED_STREAM, e, "the server is shutting down");
    }
  }

  private void serve(int id, StreamExchange exchange) {
    try {
      requests.serve(exchange);
    } finally {
      locked(() -> {
        exchange.finish();
        ended(id, exchange);
      });
      flush();
      if (get(this::threadEnded)) {
        whenIdle.run();
      }
    }
  }

  private void ended(int id, StreamExchange exchange) {
    exchanges.remove(id);
    if (exchange.countedUntilNow()) {
      uncount();
    }
  }

  /**
   * Notes that a request no longer counts; the next one of the client may already be on its way.
   */
  void uncount() {
    running--;
    if (running > 0) {
      requests.release();
    }
  }

  /** Notes that a thread has sent all it had; true if it was the last one. */
  private boolean threadEnded() {
    serving--;
    if (serving == 0) {
      idleSinceNanos = System.nanoTime();
    }
    return serving == 0;
  }

  /** Answers a request that is not served; Netty keeps what the client does not accept yet. */
  private void respond(Http2Stream stream, byte[] response, boolean isHead) {
    new ResponseReader(isHead)
        .read(
            response,
            new ResponseReader.Sink() {
              @Override
              public void headers(Http2Headers headers, boolean isLast) {
                codec.headers(stream, headers, isLast);
              }

              @Override
              public void data(byte[] bytes, int from, int length, boolean isLast) {
                codec.data(stream, bytes, from, length, isLast);
              }
            });
  }

  void headersTooLarge(Http2Stream stream) {
    respond(stream, requests.headersTooLarge(), false);
  }

  /** Takes a part of a body; returns how many bytes need not be kept. */
  int data(int id, ByteBuf data, boolean isLast) {
    StreamExchange exchange = exchanges.get(id);
    return exchange == null ? data.readableBytes() : exchange.receive(data, isLast);
  }

  void closed(Http2Stream stream) {
    StreamExchange exchange = exchanges.get(stream.id());
    if (exchange != null) {
      exchange.close();
      changed.signalAll();
    }
  }
}
