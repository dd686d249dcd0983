package com.remitflex.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * An answer before it is written to the wire.
 *
 * @param cookies values of Set-Cookie, a line each
 * @param stream makes the body while it is sent, instead of `body`
 */
public record Reply(
    int status,
    String contentType,
    byte[] body,
    Map<String, String> headers,
    List<String> cookies,
    Optional<Stream> stream) {
  private static final String JSON = "application/json";

  /** Writes a body whose length is not known when its sending begins. */
  @FunctionalInterface
  public interface Stream {
    /**
     * Writes the body, and flushes when something should arrive.
     *
     * <p>A body that cannot be completed must end with an exception: then the client sees that it
     * is not whole.
     *
     * @param goesOn false once the server is shutting down, or the caller's key may not ask for
     *     this any more: nothing more is to be sent
     */
    void write(OutputStream out, BooleanSupplier goesOn) throws IOException;
  }

  public Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
    this(status, contentType, body, headers, List.of(), Optional.empty());
  }

  public static Reply json(int status, String json) {
    return new Reply(status, JSON, json.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  public static Reply html(String html) {
    return new Reply(
        200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** A body that is made while it is sent. */
  public static Reply streaming(String contentType, Stream stream) {
    return new Reply(200, contentType, new byte[0], Map.of(), List.of(), Optional.of(stream));
  }

  public Reply with(Map<String, String> more) {
    return new Reply(status, contentType, body, more, cookies, stream);
  }

  /** The same answer, which sets these cookies. */
  public Reply withCookies(List<String> lines) {
    return new Reply(status, contentType, body, headers, lines, stream);
  }
}
