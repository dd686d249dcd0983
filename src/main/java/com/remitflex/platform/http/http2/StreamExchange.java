package com.remitflex.platform.http.http2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/**
 * One request and its response on a stream, as a connection of HTTP/1.1 of its own: the request is
 * read and the response written as bytes. Read and written by one thread; guarded by the lock of
 * the connection.
 */
public final class StreamExchange {
  private static final byte[] NONE = new byte[0];

  /** The last line of a body in chunks. */
  private static final String LAST_CHUNK = "0\r\n\r\n";

  private final Http2Streams streams;
  private final Http2Stream stream;
  private final RequestHead head;
  private final ResponseReader response;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private boolean headTaken;
  private boolean bodyEnded;
  private boolean allTaken;
  private long taken;
  private boolean closed;
  private boolean counted = true;

  StreamExchange(Http2Streams streams, Http2Stream stream, RequestHead head, boolean bodyEnded) {
    this.streams = streams;
    this.stream = stream;
    this.head = head;
    this.bodyEnded = bodyEnded;
    this.response = new ResponseReader(head.isHead());
  }

  /** Waits for the next bytes of the request; empty at its end, or if the stream was reset. */
  public byte[] read() {
    if (!headTaken) {
      headTaken = true;
      return head.bytes();
    }
    return streams.whenReady(this::hasBytes, this::takeBody);
  }

  private boolean hasBytes() {
    return closed || bodyEnded || body.size() > 0 || taken == head.length();
  }

  private byte[] takeBody() {
    byte[] bytes = body.toByteArray();
    body.reset();
    taken += bytes.length;
    if (bytes.length > 0) {
      streams.codec().consumed(stream, bytes.length);
      return head.isChunked() ? chunk(bytes) : bytes;
    }
    boolean isLastChunk = head.isChunked() && bodyEnded && !allTaken;
    allTaken |= isLastChunk;
    return isLastChunk ? LAST_CHUNK.getBytes(StandardCharsets.US_ASCII) : NONE;
  }

  private static byte[] chunk(byte[] bytes) {
    byte[] size = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] chunk = new byte[size.length + bytes.length + 2];
    System.arraycopy(size, 0, chunk, 0, size.length);
    System.arraycopy(bytes, 0, chunk, size.length, bytes.length);
    chunk[chunk.length - 2] = '\r';
    chunk[chunk.length - 1] = '\n';
    return chunk;
  }

  /**
   * Sends bytes of the response, and waits while the client accepts no more.
   *
   * @throws UncheckedIOException if the stream was reset
   */
  public void write(byte[] bytes) {
    streams.locked(() -> {
      response.read(bytes, new Frames());
      if (response.isComplete() && countedUntilNow()) {
        streams.uncount();
      }
    });
    streams.flush();
  }

  /** Resets the stream: the client took too long, or the response cannot be completed. */
  public void abort() {
    streams.locked(() -> reset(Http2Error.CANCEL));
    streams.flushLater();
  }

  /** Whether the request counted for the limits of its client; it no longer does. */
  boolean countedUntilNow() {
    boolean was = counted;
    counted = false;
    return was;
  }

  /** Ends the stream after the request was served. */
  void finish() {
    if (!response.isComplete()) {
      reset(Http2Error.INTERNAL_ERROR);
    } else if (!bodyEnded) {
      // The client need not send the rest (RFC 9113, 8.1).
      reset(Http2Error.NO_ERROR);
    }
  }

  private void reset(Http2Error error) {
    if (!closed) {
      streams.codec().reset(stream, error);
      close();
    }
  }

  /** Notes that the stream is closed; what is not complete by then never will be. */
  void close() {
    closed = true;
    if (!response.isComplete()) {
      body.reset();
    }
  }

  /** Keeps a part of the body; its bytes are not consumed yet. */
  int receive(ByteBuf data, boolean isLast) {
    int count = data.readableBytes();
    if (!closed && count > 0) {
      byte[] bytes = new byte[count];
      data.readBytes(bytes);
      body.write(bytes, 0, count);
    }
    bodyEnded |= isLast;
    return closed ? count : 0;
  }

  /** The parts of the response, as frames. */
  private final class Frames implements ResponseReader.Sink {
    @Override
    public void headers(Http2Headers headers, boolean isLast) {
      requireOpen();
      streams.codec().headers(stream, headers, isLast);
    }

    @Override
    public void data(byte[] bytes, int from, int length, boolean isLast) {
      requireOpen();
      int sent = 0;
      do {
        int count = length == 0 ? 0 : writable(length - sent);
        boolean ends = isLast && sent + count == length;
        streams.codec().data(stream, bytes, from + sent, count, ends);
        sent += count;
      } while (sent < length);
      streams.sent(length);
    }

    private int writable(int wanted) {
      requireOpen();
      if (streams.codec().writable(stream) <= 0) {
        streams.awaitWindow(() -> closed || streams.codec().writable(stream) > 0);
        requireOpen();
      }
      return Math.min(wanted, streams.codec().writable(stream));
    }

    private void requireOpen() {
      if (closed) {
        throw new UncheckedIOException(new SocketException("the stream was reset"));
      }
    }
  }
}
