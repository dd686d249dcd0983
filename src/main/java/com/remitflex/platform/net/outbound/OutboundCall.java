package com.remitflex.platform.net.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;

/** One request to a customer's server, which another thread can abort. */
final class OutboundCall {
  private static final int BUFFER = 4 * 1024;

  /** Up to this length the rest is read too, so that the connection can be used again. */
  private static final int MAX_READ = 64 * 1024;

  private final Connections connections;
  private final OutboundRequest request;
  private final HttpClientContext context = HttpClientContext.create();
  private volatile HttpUriRequestBase sent;
  private volatile boolean aborted;

  OutboundCall(Connections connections, OutboundRequest request) {
    this.connections = connections;
    this.request = request;
    this.sent = created();
  }

  private HttpUriRequestBase created() {
    OutboundUrl url = request.url();
    HttpUriRequestBase created =
        request.body().isPresent() ? new HttpPost(url.target()) : new HttpGet(url.target());
    created.setScheme(url.scheme().word());
    created.setAuthority(new URIAuthority(url.host(), url.port()));
    request.headers().forEach(created::addHeader);
    request
        .body()
        .ifPresent(
            body -> created.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON)));
    return created;
  }

  /** Ends the call, wherever it is. */
  void abort() {
    aborted = true;
    sent.cancel();
  }

  boolean isAborted() {
    return aborted;
  }

  OutboundReply send() throws IOException {
    try {
      return exchange();
    } catch (NoHttpResponseException e) {
      // The server closed an idle connection at the moment of its use. A second delivery of the
      // same webhook is allowed, so that it is safe to send it again on another connection.
      sent = created();
      if (aborted) {
        throw e;
      }
      return exchange();
    }
  }

  private OutboundReply exchange() throws IOException {
    OutboundUrl url = request.url();
    HttpHost host = new HttpHost(url.scheme().word(), url.host(), url.port());
    ClassicHttpResponse response = connections.client().executeOpen(host, sent, context);
    String address = address().orElse("");
    Optional<String> retryAfter =
        Optional.ofNullable(response.getFirstHeader("Retry-After")).map(Header::getValue);
    Body body = body(response.getEntity());
    close(response, body);
    return new OutboundReply(response.getCode(), retryAfter, body.kept(), address);
  }

  /** Closing would read the rest of the body: a connection with an unread rest is cut off first. */
  private void close(ClassicHttpResponse response, Body body) throws IOException {
    if (body.isComplete()) {
      response.close();
      return;
    }
    sent.cancel();
    try {
      response.close();
    } catch (IOException e) {
      // Expected of a connection that was cut off.
    }
  }

  private record Body(byte[] kept, boolean isComplete) {}

  /**
   * The beginning of a body. If the rest of the response to a POST does not arrive, it is what has
   * arrived: only the status decides.
   */
  private Body body(@Nullable HttpEntity entity) throws IOException {
    if (entity == null) {
      return new Body(new byte[0], true);
    }
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    try {
      InputStream content = entity.getContent();
      byte[] buffer = new byte[BUFFER];
      int read = 0;
      while (read >= 0 && kept.size() < request.maxKept()) {
        kept.write(buffer, 0, read);
        read = content.read(buffer, 0, Math.min(BUFFER, request.maxKept() - kept.size()));
      }
      return new Body(kept.toByteArray(), read < 0 || isRead(content));
    } catch (IOException e) {
      if (request.body().isEmpty()) {
        throw e;
      }
      return new Body(kept.toByteArray(), false);
    }
  }

  /** Reads the rest of a body that is not too long; false if it is. */
  private static boolean isRead(InputStream content) throws IOException {
    byte[] rest = new byte[BUFFER];
    for (int read = BUFFER; read < MAX_READ; read += BUFFER) {
      if (content.readNBytes(rest, 0, BUFFER) < BUFFER) {
        return true;
      }
    }
    return false;
  }

  private Optional<String> address() {
    return Optional.ofNullable(context.getEndpointDetails())
        .map(details -> details.getRemoteAddress())
        .flatMap(OutboundCall::text);
  }

  private static Optional<String> text(SocketAddress address) {
    return address instanceof InetSocketAddress internet && internet.getAddress() != null
        ? Optional.of(PublicAddresses.text(internet.getAddress()))
        : Optional.empty();
  }

  /** The address of a call that failed. */
  Optional<String> address(Exception failure) {
    return failure instanceof ForbiddenAddressException forbidden
        ? Optional.of(forbidden.address())
        : address();
  }
}
