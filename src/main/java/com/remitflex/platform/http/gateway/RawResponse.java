package com.remitflex.platform.http.gateway;

import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.server.GuardedWriter;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.Status;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A response that is written without Helidon, which would add chunks or a wrong length. The
 * connection must be closed after it.
 *
 * @param headers names with one value each
 * @param cookies values of Set-Cookie, one per line
 */
record RawResponse(int status, Map<String, String> headers, List<String> cookies) {
  /** The status line and the headers, including the empty line. */
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
    byte[] bytes = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, bytes, head.length, body.length);
    return bytes;
  }

  /** Sends the headers, then the body, which the end of the connection delimits (RFC 9112, 6.3). */
  void send(GuardedWriter writer, Response.Stream body, BooleanSupplier mayContinue)
      throws IOException {
    OutputStream out = new BufferedOutputStream(new Sink(writer));
    out.write(head());
    body.write(out, mayContinue);
    out.flush();
  }

  /** Sends only the headers; the body is started and stopped, so that it frees its resources. */
  void sendHead(GuardedWriter writer, Response.Stream body) {
    writer.writeNow(BufferData.create(head()));
    try {
      body.write(OutputStream.nullOutputStream(), () -> false);
    } catch (IOException | RuntimeException e) {
      // An incomplete body always ends with an exception.
    }
  }

  /** The connection as an output stream. */
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
