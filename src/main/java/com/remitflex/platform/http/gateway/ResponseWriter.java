package com.remitflex.platform.http.gateway;

import com.remitflex.platform.http.api.RequestContext;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.ResponseHeader;
import com.remitflex.platform.http.server.ConnectionGuard;
import com.remitflex.platform.http.server.HttpDate;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a response: its headers, and its body as bytes, as a stream, or not at all (HEAD). */
final class ResponseWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ResponseWriter.class);

  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
          + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

  private final Optional<String> strictTransport;
  private final BooleanSupplier draining;

  /**
   * The writer of a server.
   *
   * @param strictTransport value of the header Strict-Transport-Security, if it is sent
   * @param draining whether the server is shutting down
   */
  ResponseWriter(Optional<String> strictTransport, BooleanSupplier draining) {
    this.strictTransport = strictTransport;
    this.draining = draining;
  }

  private Map<String, String> headers(Response result, RequestContext context, boolean isLast) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Date", HttpDate.now());
    headers.put(ResponseHeader.REQUEST_ID.text(), context.client.requestId());
    headers.put("Content-Type", result.contentType());
    headers.put("Cache-Control", "no-store");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    strictTransport.ifPresent(value -> headers.put("Strict-Transport-Security", value));
    headers.putAll(context.responseHeaders);
    headers.putAll(result.headers());
    if (isLast || draining.getAsBoolean()) {
      headers.put("Connection", "close");
    }
    return headers;
  }

  /** Whether the connection must end after this response, because Helidon cannot frame its body. */
  static boolean ends(Response result, RequestContext context) {
    return result.stream().isPresent() && (context.isHead() || context.isHttp10());
  }

  /**
   * Writes a response.
   *
   * @param isLast whether the connection is closed after it
   */
  void write(ServerResponse response, Response result, RequestContext context, boolean isLast) {
    if (ends(result, context)) {
      writeRaw(result, context);
      return;
    }
    response.status(Status.create(result.status()));
    headers(result, context, isLast).forEach(response::header);
    if (!result.cookies().isEmpty()) {
      response.header(HeaderNames.SET_COOKIE, result.cookies().toArray(String[]::new));
    }
    if (context.isHead()) {
      response.header("Content-Length", Integer.toString(result.body().length));
      response.send();
    } else if (result.stream().isPresent()) {
      stream(response, result.stream().get(), context);
    } else {
      response.send(result.body());
    }
  }

  /** Writes a stream without chunks for HTTP/1.0, or only its headers for HEAD. */
  private void writeRaw(Response result, RequestContext context) {
    ConnectionGuard guard = ConnectionGuard.current();
    Response.Stream stream = result.stream().orElseThrow();
    RawResponse response =
        new RawResponse(result.status(), headers(result, context, true), result.cookies());
    if (context.isHead()) {
      response.sendHead(guard.writer(), stream);
      return;
    }
    guard.isSending(true);
    try {
      response.send(guard.writer(), stream, mayContinue(context));
    } catch (IOException | RuntimeException e) {
      // Without a reset, the end of the connection would look like the end of the body.
      guard.reset();
      throw interrupted(context, e);
    } finally {
      guard.isSending(false);
    }
  }

  private BooleanSupplier mayContinue(RequestContext context) {
    return () -> !draining.getAsBoolean() && context.isStillAllowed.getAsBoolean();
  }

  private static CloseConnectionException interrupted(RequestContext context, Exception e) {
    LOG.info("the response to {} was interrupted: {}", context.client.requestId(), e.toString());
    return new CloseConnectionException("the response was interrupted", e);
  }

  /** Closes the body only when it is complete: an interrupted one must not look complete. */
  private void stream(ServerResponse response, Response.Stream stream, RequestContext context) {
    ConnectionGuard guard = ConnectionGuard.current();
    guard.isSending(true);
    try {
      OutputStream out = response.outputStream();
      stream.write(out, mayContinue(context));
      out.close();
    } catch (IOException | RuntimeException e) {
      throw interrupted(context, e);
    } finally {
      guard.isSending(false);
    }
  }
}
