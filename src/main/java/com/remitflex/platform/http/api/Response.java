package com.remitflex.platform.http.api;

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
public record Response(
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

  public Response(int status, String contentType, byte[] body, Map<String, String> headers) {
    this(status, contentType, body, headers, List.of(), Optional.empty());
  }

  public static Response json(int status, String json) {
    return new Response(status, JSON, json.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  public static Response html(String html) {
    return new Response(
        200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** A body that is made while it is sent. */
  public static Response streaming(String contentType, Stream stream) {
    return new Response(200, contentType, new byte[0], Map.of(), List.of(), Optional.of(stream));
  }

  public Response with(Map<String, String> more) {
    return new Response(status, contentType, body, more, cookies, stream);
  }

  /** The same answer, which sets these cookies. */
  public Response withCookies(List<String> lines) {
    return new Response(status, contentType, body, headers, lines, stream);
  }
}
