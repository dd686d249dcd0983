package com.remitflex.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** A connection of HTTP/2 on which a test sends whatever frames it likes. */
public final class RawHttp2 implements AutoCloseable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;

  /** What a settings frame calls the window of a new stream. */
  public static final int INITIAL_WINDOW_SIZE = 4;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int PATIENCE_MILLIS = 15_000;

  private final SSLSocket socket;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

  /** Negotiates HTTP/2, and sends the preface with these settings, as pairs of name and value. */
  public RawHttp2(SSLSocket connected, int... settings) {
    socket = connected;
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      socket.startHandshake();
      in = new DataInputStream(socket.getInputStream());
      ByteBuffer payload = ByteBuffer.allocate(settings.length * 3);
      for (int i = 0; i < settings.length; i += 2) {
        payload.putShort((short) settings[i]).putInt(settings[i + 1]);
      }
      ByteArrayOutputStream first = new ByteArrayOutputStream();
      first.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
      first.writeBytes(frame(SETTINGS, 0, 0, payload.array()));
      send(first.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One frame of the server. */
  public record Frame(int type, int flags, int stream, byte[] payload) {
    /** The error code of a reset or a GOAWAY. */
    public int error() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }

    /** The last stream of a GOAWAY. */
    public int lastStream() {
      return ByteBuffer.wrap(payload).getInt(0);
    }

    boolean isLast() {
      return (flags & END_STREAM) != 0 && (type == DATA || type == HEADERS);
    }
  }

  /**
   * How a stream ended.
   *
   * @param reset error code of its reset
   */
  public record Answer(int status, String requestId, String body, Optional<Integer> reset) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public String errorCode() {
      try {
        return MAPPER.readTree(body).path("error").path("code").asText();
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("not JSON: " + body, e);
      }
    }
  }

  public static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    return frame.array();
  }

  /** A header block of literals that are not added to a table. */
  public static byte[] block(String... namesAndValues) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      block.write(0);
      string(block, namesAndValues[i]);
      string(block, namesAndValues[i + 1]);
    }
    return block.toByteArray();
  }

  /** A literal that is added to the dynamic table. */
  public static byte[] indexed(String name, String value) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x40);
    string(block, name);
    string(block, value);
    return block.toByteArray();
  }

  private static void string(ByteArrayOutputStream block, String text) {
    int length = text.length();
    if (length < 127) {
      block.write(length);
    } else {
      block.write(127);
      for (length -= 127; length >= 128; length >>>= 7) {
        block.write(length & 0x7f | 0x80);
      }
      block.write(length);
    }
    block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The block of a request with these headers in addition. */
  public static byte[] request(String method, String path, String... more) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(
        block(":method", method, ":scheme", "https", ":path", path, ":authority", "localhost"));
    block.writeBytes(block(more));
    return block.toByteArray();
  }

  public RawHttp2 send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public RawHttp2 send(int type, int flags, int stream, byte[] payload) {
    return send(frame(type, flags, stream, payload));
  }

  /** Sends so often what the server may end at any time. */
  public RawHttp2 flood(int times, byte[] frames) {
    try {
      for (int i = 0; i < times; i++) {
        socket.getOutputStream().write(frames);
      }
    } catch (IOException e) {
      // The server has ended the connection, which the test asserts.
    }
    return this;
  }

  public RawHttp2 get(int stream, String path, String... more) {
    return send(HEADERS, END_HEADERS | END_STREAM, stream, request("GET", path, more));
  }

  /** Sends a complete request, whose header block may need several frames. */
  public RawHttp2 sendHeaders(int stream, byte[] block) {
    int at = 0;
    while (at < block.length) {
      int count = Math.min(16_384, block.length - at);
      int type = at == 0 ? HEADERS : CONTINUATION;
      int flags = (at == 0 ? END_STREAM : 0) | (at + count == block.length ? END_HEADERS : 0);
      send(type, flags, stream, Arrays.copyOfRange(block, at, at + count));
      at += count;
    }
    return this;
  }

  public RawHttp2 window(int stream, int bytes) {
    return send(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array());
  }

  /** The next frame; empty if the connection has ended or nothing comes. */
  public Optional<Frame> next() {
    try {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      return Optional.of(new Frame(type, flags, stream, payload));
    } catch (SocketTimeoutException e) {
      throw new IllegalStateException("the server neither answers nor closes", e);
    } catch (EOFException | SocketException | SSLException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame of this type. */
  public Optional<Frame> next(int type) {
    for (Optional<Frame> one = next(); one.isPresent(); one = next()) {
      if (one.get().type() == type) {
        return one;
      }
    }
    return Optional.empty();
  }

  /** The error code of the GOAWAY that ends the connection; -1 if it ends without one. */
  public int endsWith() {
    int error = -1;
    for (Optional<Frame> one = next(); one.isPresent(); one = next()) {
      if (one.get().type() == GOAWAY) {
        error = one.get().error();
      }
    }
    return error;
  }

  /** Reads until this stream has ended; other streams must not have responses meanwhile. */
  public Answer answer(int stream) {
    int status = 0;
    String id = "";
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      Frame frame = next().orElseThrow(() -> new IllegalStateException("the connection has ended"));
      // The table of headers is that of all streams.
      Optional<Http2Headers> headers =
          frame.type() == HEADERS ? Optional.of(decode(frame.payload())) : Optional.empty();
      if (frame.stream() != stream) {
        continue;
      }
      if (headers.isPresent()) {
        status = Integer.parseInt(headers.get().status().toString());
        id = String.valueOf(headers.get().get("x-request-id"));
      } else if (frame.type() == DATA) {
        body.writeBytes(frame.payload());
      }
      if (frame.isLast() || frame.type() == RST_STREAM) {
        return new Answer(
            status,
            id,
            body.toString(StandardCharsets.UTF_8),
            frame.type() == RST_STREAM ? Optional.of(frame.error()) : Optional.empty());
      }
    }
  }

  /** The bodies of so many responses, each in one frame, in the order in which they end. */
  public List<String> answers(int count) {
    List<String> bodies = new ArrayList<>();
    while (bodies.size() < count) {
      Frame frame = next().orElseThrow(() -> new IllegalStateException("the connection has ended"));
      if (frame.type() == HEADERS) {
        decode(frame.payload());
      } else if (frame.type() == DATA) {
        bodies.add(new String(frame.payload(), StandardCharsets.UTF_8));
      }
    }
    return bodies;
  }

  private Http2Headers decode(byte[] block) {
    try {
      return decoder.decodeHeaders(1, Unpooled.wrappedBuffer(block));
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
