package com.remitflex.platform.http.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A response before it is sent.
 *
 * @param cookies values of Set-Cookie, one per line
 * @param stream writes the body while it is sent, in place of `body`
 */
public record Response(
    int status,
    String contentType,
    byte[] body,
    Map<String, String> headers,
    List<String> cookies,
    Optional<Stream> stream) {
  private static final String JSON = "application/json";

  /** Writes a body whose length is unknown when sending begins. */
  @FunctionalInterface
  public interface Stream {
    /**
     * Writes the body, and flushes whenever the client should receive what was written.
     *
     * <p>If the body cannot be completed, this must throw: the client then sees that it is
     * incomplete.
     *
     * @param mayContinue false once the server is shutting down or the caller's key would no longer
     *     be accepted: nothing more may be sent then
     */
    void write(OutputStream out, BooleanSupplier mayContinue) throws IOException;
  }

  public Response(int status, String contentType, byte[] body, Map<String, String> headers) {
    this(status, contentType, body, headers, List.of(), Optional.empty());
  }

  public static Response json(int status, String json) {
    return json(status, json.getBytes(StandardCharsets.UTF_8));
  }

  /** As {@link #json(int, String)}, with JSON in UTF-8. */
  public static Response json(int status, byte[] json) {
    return new Response(status, JSON, json, Map.of());
  }

  public static Response html(String html) {
    return new Response(
        200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** A response whose body is written while it is sent. */
  public static Response streaming(String contentType, Stream stream) {
    return new Response(200, contentType, new byte[0], Map.of(), List.of(), Optional.of(stream));
  }

  /** The same response with these headers in place of its own. */
  public Response with(Map<String, String> replacement) {
    return new Response(status, contentType, body, replacement, cookies, stream);
  }

  /** The same response, which sets these cookies. */
  public Response withCookies(List<String> lines) {
    return new Response(status, contentType, body, headers, lines, stream);
  }
}
