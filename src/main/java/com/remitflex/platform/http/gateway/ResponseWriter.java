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
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How an answer goes to the wire: its headers, and its body whole, as a stream, or not at all. */
final class ResponseWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ResponseWriter.class);

  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
          + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

  private final BooleanSupplier draining;

  /**
   * The writer of a server.
   *
   * @param draining whether the server is shutting down
   */
  ResponseWriter(BooleanSupplier draining) {
    this.draining = draining;
  }

  private Map<String, String> headers(Response reply, RequestContext visit, boolean last) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Date", HttpDate.now());
    headers.put(ResponseHeader.REQUEST_ID.text(), visit.client.requestId());
    headers.put("Content-Type", reply.contentType());
    headers.put("Cache-Control", "no-store");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.putAll(visit.headers);
    headers.putAll(reply.headers());
    if (last || draining.getAsBoolean()) {
      headers.put("Connection", "close");
    }
    return headers;
  }

  /** Whether the connection has to end with this answer: Helidon could not frame its body. */
  static boolean ends(Response reply, RequestContext visit) {
    return reply.stream().isPresent() && (visit.isHead() || visit.isHttp10());
  }

  /**
   * Writes an answer.
   *
   * @param last whether the connection is closed after it
   */
  void write(ServerResponse response, Response reply, RequestContext visit, boolean last) {
    if (ends(reply, visit)) {
      writeRaw(reply, visit);
      return;
    }
    response.status(Status.create(reply.status()));
    headers(reply, visit, last).forEach(response::header);
    if (!reply.cookies().isEmpty()) {
      response.header(HeaderNames.SET_COOKIE, reply.cookies().toArray(String[]::new));
    }
    if (visit.isHead()) {
      response.header("Content-Length", Integer.toString(reply.body().length));
      response.send();
    } else if (reply.stream().isPresent()) {
      stream(response, reply.stream().get(), visit);
    } else {
      response.send(reply.body());
    }
  }

  /** A stream without chunks, for HTTP/1.0; or the head of a stream, for HEAD. */
  private void writeRaw(Response reply, RequestContext visit) {
    ConnectionGuard reception = ConnectionGuard.current();
    Response.Stream stream = reply.stream().orElseThrow();
    RawResponse response =
        new RawResponse(reply.status(), headers(reply, visit, true), reply.cookies());
    if (visit.isHead()) {
      response.sendHead(reception.writer(), stream);
      return;
    }
    reception.isSending(true);
    try {
      response.send(reception.writer(), stream, goesOn(visit));
    } catch (IOException | RuntimeException e) {
      // The end of the connection would be the end of the body.
      reception.reset();
      throw brokenOff(visit, e);
    } finally {
      reception.isSending(false);
    }
  }

  private BooleanSupplier goesOn(RequestContext visit) {
    return () -> !draining.getAsBoolean() && visit.isStillAllowed.getAsBoolean();
  }

  private static CloseConnectionException brokenOff(RequestContext visit, Exception e) {
    LOG.info("the answer to {} was broken off: {}", visit.client.requestId(), e.toString());
    return new CloseConnectionException("the answer was broken off", e);
  }

  /** Closes the body only when it is whole: one that is broken off must not look complete. */
  private void stream(ServerResponse response, Response.Stream stream, RequestContext visit) {
    ConnectionGuard reception = ConnectionGuard.current();
    reception.isSending(true);
    try {
      OutputStream out = response.outputStream();
      stream.write(out, goesOn(visit));
      out.close();
    } catch (IOException | RuntimeException e) {
      throw brokenOff(visit, e);
    } finally {
      reception.isSending(false);
    }
  }
}
