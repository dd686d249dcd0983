package com.remitflex.platform.http.gateway;

import com.remitflex.platform.http.api.RequestContext;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.ResponseHeader;
import com.remitflex.platform.http.server.ConnectionGuard;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

  /** The same in every response; a response's own header of the same name replaces one. */
  private static final List<Header> FIXED =
      List.of(
          HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store"),
          HeaderValues.X_CONTENT_TYPE_OPTIONS_NOSNIFF,
          HeaderValues.createCached("Content-Security-Policy", CONTENT_SECURITY_POLICY));

  private static final int USUAL_HEADERS = 12;

  private final DateHeader date = new DateHeader();
  private final Optional<Header> strictTransport;
  private final BooleanSupplier draining;

  /**
   * The writer of a server.
   *
   * @param strictTransport value of the header Strict-Transport-Security, if it is sent
   * @param draining whether the server is shutting down
   */
  ResponseWriter(Optional<String> strictTransport, BooleanSupplier draining) {
    this.strictTransport =
        strictTransport.map(
            value -> HeaderValues.createCached(HeaderNames.STRICT_TRANSPORT_SECURITY, value));
    this.draining = draining;
  }

  private List<Header> headers(Response result, RequestContext context, boolean isLast) {
    List<Header> headers = new ArrayList<>(USUAL_HEADERS);
    headers.add(date.now());
    headers.add(ResponseHeader.REQUEST_ID.of(context.client.requestId()));
    headers.add(HeaderValues.create(HeaderNames.CONTENT_TYPE, result.contentType()));
    headers.addAll(FIXED);
    strictTransport.ifPresent(headers::add);
    headers.addAll(context.responseHeaders);
    result
        .headers()
        .forEach((name, value) -> headers.add(checked(HeaderNames.create(name), value)));
    if (isLast || draining.getAsBoolean()) {
      headers.add(HeaderValues.CONNECTION_CLOSE);
    }
    return headers;
  }

  /** A header of a handler, which could contain what a client sent: no line break gets through. */
  private static Header checked(HeaderName name, String... values) {
    Header header = HeaderValues.create(name, values);
    header.validate();
    return header;
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
      response.header(checked(HeaderNames.SET_COOKIE, result.cookies().toArray(String[]::new)));
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
    Map<String, String> headers = new LinkedHashMap<>();
    headers(result, context, true).forEach(header -> headers.put(header.name(), header.get()));
    RawResponse response = new RawResponse(result.status(), headers, result.cookies());
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
