package com.remitflex.platform.http.http2;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Reads the bytes of this server's own response in HTTP/1.1, in whatever pieces they come. */
final class ResponseReader {
  /** They belong to one connection of HTTP/1.1. */
  private static final Set<String> FORBIDDEN =
      Set.of("connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade");

  /** Receives the parts of the response. */
  interface Sink {
    /** The headers, or those of an informational response. */
    void headers(Http2Headers headers, boolean isLast);

    /** A part of the body. */
    void data(byte[] bytes, int from, int length, boolean isLast);
  }

  private enum State {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS,
    COMPLETE
  }

  private final boolean isHead;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(64);
  private Http2Headers headers = new DefaultHttp2Headers(false);
  private int status;
  private boolean chunked;
  private long length;
  private State state = State.HEAD;

  /**
   * The reader of one response.
   *
   * @param isHead whether the request's method is HEAD
   */
  ResponseReader(boolean isHead) {
    this.isHead = isHead;
  }

  boolean isComplete() {
    return state == State.COMPLETE;
  }

  /** Reads the next bytes, and passes on what they contain. */
  void read(byte[] bytes, Sink sink) {
    int at = 0;
    while (at < bytes.length && state != State.COMPLETE) {
      at =
          state == State.BODY || state == State.CHUNK
              ? body(bytes, at, sink)
              : line(bytes, at, sink);
    }
  }

  private int body(byte[] bytes, int from, Sink sink) {
    int count = (int) Math.min(length, bytes.length - from);
    length -= count;
    boolean isLast = length == 0 && state == State.BODY;
    if (length == 0) {
      state = isLast ? State.COMPLETE : State.CHUNK_END;
    }
    sink.data(bytes, from, count, isLast);
    return from + count;
  }

  private int line(byte[] bytes, int from, Sink sink) {
    int end = from;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    line.write(bytes, from, end - from);
    if (end == bytes.length) {
      return end;
    }
    String text = line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    line.reset();
    line(text, sink);
    return end + 1;
  }

  private void line(String text, Sink sink) {
    switch (state) {
      case HEAD -> head(text, sink);
      case CHUNK_SIZE -> {
        length = Long.parseLong(text, 16);
        state = length == 0 ? State.TRAILERS : State.CHUNK;
      }
      case CHUNK_END -> state = State.CHUNK_SIZE;
      case TRAILERS -> {
        if (text.isEmpty()) {
          state = State.COMPLETE;
          sink.data(new byte[0], 0, 0, true);
        }
      }
      default -> throw new IllegalStateException("no line is expected: " + state);
    }
  }

  private void head(String text, Sink sink) {
    if (text.isEmpty()) {
      endHead(sink);
    } else if (status == 0) {
      status = Integer.parseInt(text, 9, 12, 10);
      headers.status(Integer.toString(status));
    } else {
      field(text);
    }
  }

  private void field(String text) {
    int colon = text.indexOf(':');
    String name = text.substring(0, colon).toLowerCase(Locale.ROOT);
    String value = text.substring(colon + 1).strip();
    if (name.equals("transfer-encoding")) {
      chunked = true;
    } else if (name.equals("content-length")) {
      length = Long.parseLong(value);
    }
    if (!FORBIDDEN.contains(name)) {
      headers.add(name, value);
    }
  }

  private void endHead(Sink sink) {
    boolean informational = status < 200;
    boolean empty = isHead || status == 204 || status == 304 || (!chunked && length == 0);
    if (informational) {
      sink.headers(headers, false);
      headers = new DefaultHttp2Headers(false);
      status = 0;
      return;
    }
    state = empty ? State.COMPLETE : chunked ? State.CHUNK_SIZE : State.BODY;
    sink.headers(headers, empty);
  }
}
