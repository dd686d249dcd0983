package com.remitflex.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends requests on the calling thread, for half of the processor time of the JDK's client, which
 * hands each of them to other threads. It follows no redirect, keeps no cookie and repeats nothing.
 */
final class BlockingHttp {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final PoolingHttpClientConnectionManager CONNECTIONS =
      PoolingHttpClientConnectionManagerBuilder.create()
          .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
          .setMaxConnPerRoute(10_000)
          .setMaxConnTotal(10_000)
          .setDefaultConnectionConfig(
              ConnectionConfig.custom()
                  .setConnectTimeout(Timeout.ofSeconds(5))
                  .setValidateAfterInactivity(TimeValue.ofMilliseconds(250))
                  .build())
          .build();
  private static final CloseableHttpClient CLIENT =
      HttpClients.custom()
          .setConnectionManager(CONNECTIONS)
          .setUserAgent("RemitFlex-tests")
          .disableRedirectHandling()
          .disableAutomaticRetries()
          .disableCookieManagement()
          .disableAuthCaching()
          .disableContentCompression()
          .disableConnectionState()
          .build();

  /** For methods whose bodies the other client refuses to send. */
  private static final HttpClient ANY_METHOD =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static final Set<String> OTHER_METHODS = Set.of("OPTIONS", "TRACE");

  private BlockingHttp() {}

  /** Closes the connections that no request uses, of which some are to a server that has ended. */
  static void closeIdle() {
    CONNECTIONS.closeIdle(TimeValue.ZERO_MILLISECONDS);
  }

  /** Sends a request; of a stream of events, which has no end, the body is empty. */
  static HttpResponse<String> send(HttpRequest request) throws IOException {
    return OTHER_METHODS.contains(request.method())
        ? sendAnyMethod(request)
        : sendBlocking(request);
  }

  private static HttpResponse<String> sendAnyMethod(HttpRequest request) throws IOException {
    try {
      HttpRequest limited =
          HttpRequest.newBuilder(request, (name, value) -> true)
              .timeout(request.timeout().orElse(DEFAULT_TIMEOUT))
              .build();
      return ANY_METHOD.send(limited, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static HttpResponse<String> sendBlocking(HttpRequest request) throws IOException {
    HttpUriRequestBase sent = new HttpUriRequestBase(request.method(), request.uri());
    // As it was written: two slashes at the beginning too.
    sent.setPath(target(request.uri()));
    request
        .headers()
        .map()
        .forEach((name, values) -> values.forEach(value -> sent.addHeader(name, value)));
    request
        .bodyPublisher()
        .filter(body -> body.contentLength() != 0 || !request.method().equals("DELETE"))
        .ifPresent(body -> sent.setEntity(new ByteArrayEntity(bytes(body), null)));
    sent.setConfig(
        RequestConfig.custom()
            .setResponseTimeout(Timeout.of(request.timeout().orElse(DEFAULT_TIMEOUT)))
            .setExpectContinueEnabled(false)
            .setProtocolUpgradeEnabled(false)
            .build());
    try {
      ClassicHttpResponse response = CLIENT.executeOpen(null, sent, null);
      return new Received(request, response.getCode(), headers(response), body(response, sent));
    } catch (SocketTimeoutException e) {
      throw (IOException) new HttpTimeoutException(request.uri().getPath()).initCause(e);
    }
  }

  /**
   * Releases the connection; that of a stream is closed, of which closing the response reads all.
   */
  private static String body(ClassicHttpResponse response, HttpUriRequestBase sent)
      throws IOException {
    if (response.getEntity() == null) {
      response.close();
      return "";
    }
    if ((response.getEntity().getContentType() + "").startsWith("text/event-stream")) {
      sent.cancel();
      return "";
    }
    try (response) {
      return new String(EntityUtils.toByteArray(response.getEntity()), UTF_8);
    }
  }

  private static String target(URI uri) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  private static HttpHeaders headers(ClassicHttpResponse response) {
    Map<String, List<String>> values = new TreeMap<>();
    for (Header header : response.getHeaders()) {
      values
          .computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(header.getValue());
    }
    return HttpHeaders.of(values, (name, value) -> true);
  }

  private static byte[] bytes(BodyPublisher publisher) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    publisher.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          public void onNext(ByteBuffer buffer) {
            byte[] part = new byte[buffer.remaining()];
            buffer.get(part);
            bytes.writeBytes(part);
          }

          @Override
          public void onError(Throwable failure) {
            throw new IllegalStateException(failure);
          }

          @Override
          public void onComplete() {}
        });
    return bytes.toByteArray();
  }

  private record Received(HttpRequest request, int statusCode, HttpHeaders headers, String body)
      implements HttpResponse<String> {
    @Override
    public Optional<HttpResponse<String>> previousResponse() {
      return Optional.empty();
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return Optional.empty();
    }

    @Override
    public URI uri() {
      return request.uri();
    }

    @Override
    public HttpClient.Version version() {
      return HttpClient.Version.HTTP_1_1;
    }
  }
}
