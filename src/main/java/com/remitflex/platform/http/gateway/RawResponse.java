package com.remitflex.platform.http.gateway;

import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.server.GuardedWriter;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.Status;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A response that is written past Helidon, which would give it chunks or a wrong length; the
 * connection must be closed after it.
 *
 * @param headers each with its one value
 * @param cookies values of Set-Cookie, a line each
 */
record RawResponse(int status, Map<String, String> headers, List<String> cookies) {
  /** The head, up to the empty line. */
  byte[] head() {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(' ');
    head.append(Status.create(status).reasonPhrase()).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    cookies.forEach(value -> head.append("Set-Cookie: ").append(value).append("\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** The response with this body. */
  byte[] with(byte[] body) {
    byte[] head = head();
    byte[] whole = java.util.Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, whole, head.length, body.length);
    return whole;
  }

  /** Sends the head, and then the body, which ends where the connection does (RFC 9112, 6.3). */
  void send(GuardedWriter writer, Response.Stream body, BooleanSupplier goesOn) throws IOException {
    OutputStream out = new BufferedOutputStream(new Sink(writer));
    out.write(head());
    body.write(out, goesOn);
    out.flush();
  }

  /** Sends the head alone; the body is begun and broken off, so that it frees what it holds. */
  void sendHead(GuardedWriter writer, Response.Stream body) {
    writer.writeNow(BufferData.create(head()));
    try {
      body.write(OutputStream.nullOutputStream(), () -> false);
    } catch (IOException | RuntimeException e) {
      // As a body ends that is not complete.
    }
  }

  /** The connection as a stream. */
  private static final class Sink extends OutputStream {
    private final GuardedWriter writer;

    Sink(GuardedWriter writer) {
      this.writer = writer;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      writer.writeNow(BufferData.create(bytes, from, length));
    }
  }
}
