package com.remitflex.platform.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.FreePort;
import com.remitflex.testing.LineStream;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.ReverseProxy;
import com.remitflex.testing.ReverseProxy.Kind;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The server behind a real proxy that runs with its configuration file in `ops`. The server's own
 * limit for reading a request is shorter than those of the proxy.
 */
@Tag("process")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock("BehindAProxy")
abstract class BehindAProxy {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_TRUSTED_PROXIES", "127.0.0.1",
              "REMITFLEX_FORWARDED_HEADER", "x-forwarded-for",
              "REMITFLEX_READ_TIMEOUT_MILLIS", "700"));

  static final String PAYMENT = "{\"amount\":100,\"currency\":\"USDC\"}";

  private final Kind kind;
  private ReverseProxy proxy;
  private String account;
  IssuedKey admin;

  BehindAProxy(Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void start() {
    assumeTrue(System.getenv("CI") != null || kind.isInstalled(), "no " + kind + " here");
    proxy = ReverseProxy.start(kind, server.port(), impatient());
    account = server.newAccount();
    admin = server.newKey(account, Environment.SANDBOX, Scope.ADMIN);
  }

  private Map<String, String> impatient() {
    return switch (kind) {
      case NGINX ->
          Map.of(
              "client_header_timeout     30s", "client_header_timeout 2s",
              "client_body_timeout       30s", "client_body_timeout 2s");
      case HAPROXY ->
          Map.of(
              "timeout http-request    30s", "timeout http-request 2s",
              "maxconn 4000", "maxconn 500");
    };
  }

  @AfterAll
  void stop() {
    if (proxy != null) {
      proxy.close();
    }
  }

  private HttpClient client(String from, Version version) throws IOException {
    return HttpClient.newBuilder()
        .sslContext(proxy.certificate().trusted())
        .localAddress(InetAddress.getByName(from))
        .version(version)
        .build();
  }

  private static HttpRequest.Builder request(String url, String key, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + key);
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<String> getFrom(String from, String key, String... headers)
      throws Exception {
    try (HttpClient client = client(from, Version.HTTP_2)) {
      return client.send(
          request(proxy.url("/v1/balances"), key, headers).build(), BodyHandlers.ofString());
    }
  }

  private HttpResponse<String> get(String... headers) throws Exception {
    return getFrom("127.0.0.1", admin.secret(), headers);
  }

  private HttpResponse<String> post(String body) throws Exception {
    try (HttpClient client = client("127.0.0.1", Version.HTTP_1_1)) {
      return client.send(
          request(proxy.url("/v1/payments"), admin.secret(), "Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  private static String code(HttpResponse<String> response) throws IOException {
    return new ObjectMapper().readTree(response.body()).path("error").path("code").asText();
  }

  @Test
  void clientsUseHttp2AndGetTheHeadersOfTheServer() throws Exception {
    HttpResponse<String> response = get();

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.version()).isEqualTo(Version.HTTP_2);
    assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
    assertThat(response.headers().firstValue("Strict-Transport-Security")).isPresent();
  }

  @Test
  void anAllowListSeesTheClientAndNotWhatTheClientClaims() throws Exception {
    String bound =
        MintedSecrets.key(
            new ApiClient(server.port(), admin.secret())
                .post(
                    "/v1/api-keys",
                    """
                    {"name": "bound", "scope": "read", "ip_allow_list": ["127.0.0.2"]}
                    """)
                .json()
                .path("key")
                .asText());

    assertThat(getFrom("127.0.0.2", bound).statusCode()).isEqualTo(200);
    assertThat(getFrom("127.0.0.2", bound, "X-Forwarded-For", "192.0.2.1").statusCode())
        .isEqualTo(200);
    assertThat(getFrom("127.0.0.3", bound).statusCode()).isEqualTo(401);
    assertThat(
            getFrom(
                    "127.0.0.3",
                    bound,
                    "X-Forwarded-For",
                    "127.0.0.2",
                    "Forwarded",
                    "for=127.0.0.2")
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void theServerSaysWhichHeadersAreTooLarge() throws Exception {
    assertThat(get("X-Large", "a".repeat(12_000)).statusCode()).isEqualTo(200);

    HttpResponse<String> large = get("X-Large", "a".repeat(20_000));
    assertThat(large.statusCode()).isEqualTo(431);
    assertThat(code(large)).isEqualTo("HEADERS_TOO_LARGE");
    assertThat(large.headers().firstValue("X-Request-Id")).isPresent();
  }

  @Test
  void headersThatAreTooLargeForTheProxyAreRejectedByIt() {
    try (RawConnection connection = proxy.connect()) {
      connection.sendUnlessRefused(
          ("GET /v1/balances HTTP/1.1\r\nHost: localhost\r\nX-Large: "
                  + "a".repeat(100_000)
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));

      RawConnection.Answer answer = connection.answer();
      switch (kind) {
        case NGINX -> {
          assertThat(answer.status()).isEqualTo(431);
          assertThat(answer.errorCode()).isEqualTo("HEADERS_TOO_LARGE");
        }
        case HAPROXY -> assertThat(answer.status()).isEqualTo(400);
      }
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRejected() throws Exception {
    HttpResponse<String> forTheServer = post("{\"name\":\"" + "a".repeat(300_000) + "\"}");
    assertThat(forTheServer.statusCode()).isEqualTo(413);
    assertThat(code(forTheServer)).isEqualTo("REQUEST_TOO_LARGE");
    assertThat(forTheServer.headers().firstValue("X-Request-Id")).isPresent();

    try (RawConnection connection = proxy.connect()) {
      connection.send(
          "POST /v1/payments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Content-Length: 100000000\r\nAuthorization: Bearer "
              + admin.secret()
              + "\r\n\r\n");
      if (kind == Kind.HAPROXY) {
        connection.sendUnlessRefused(new byte[100_000]);
      }
      RawConnection.Answer answer = connection.answer();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.errorCode()).isEqualTo("REQUEST_TOO_LARGE");
    }
  }

  @Test
  void clientsThatNeverCompleteTheirRequestAreCutByTheProxy() throws Exception {
    List<RawConnection> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        slow.add(proxy.connect().send("GET /v1/balances HTTP/1.1\r\nHost: localhost\r\nX: "));
      }
      assertThat(get().statusCode()).isEqualTo(200);
      for (RawConnection connection : slow) {
        assertThat(untilClosed(connection)).doesNotContain("HTTP/1.1 200");
      }
    } finally {
      slow.forEach(RawConnection::close);
    }
  }

  /** What is sent until the proxy closes the connection or resets it. */
  private static String untilClosed(RawConnection connection) {
    try {
      return connection.rest();
    } catch (UncheckedIOException e) {
      assertThat(e).hasCauseInstanceOf(SocketException.class);
      return "";
    }
  }

  @Test
  void anUploadThatIsTooSlowForTheServerIsCompletedByTheProxyFirst() {
    try (RawConnection connection = proxy.connect()) {
      connection.send(
          "POST /v1/payments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Authorization: Bearer "
              + admin.secret()
              + "\r\nContent-Length: "
              + PAYMENT.length()
              + "\r\n\r\n");
      for (int i = 0; i < PAYMENT.length(); i += 8) {
        Await.pause(Duration.ofMillis(300));
        connection.send(PAYMENT.substring(i, Math.min(PAYMENT.length(), i + 8)));
      }

      assertThat(connection.answer().status()).isEqualTo(201);
    }
  }

  @Test
  void aClientMayWaitBeforeItSendsItsBody() throws Exception {
    try (HttpClient client = client("127.0.0.1", Version.HTTP_1_1)) {
      HttpRequest.Builder request =
          request(proxy.url("/v1/payments"), admin.secret(), "Content-Type", "application/json");

      assertThat(
              client
                  .send(
                      request.expectContinue(true).POST(BodyPublishers.ofString(PAYMENT)).build(),
                      BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(201);
    }
  }

  @Test
  void aConnectionServesManyRequests() {
    try (RawConnection connection = proxy.connect()) {
      for (int i = 0; i < 5; i++) {
        connection.send(
            "GET /v1/balances HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + admin.secret()
                + "\r\n\r\n");
        assertThat(connection.answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aClientOfHttp10IsServed() {
    try (RawConnection connection = proxy.connect()) {
      connection.send("GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n");

      assertThat(connection.rest()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aLiveTailArrivesWhileItIsSent() throws Exception {
    assertFollows(proxy);
  }

  void assertFollows(ReverseProxy through) throws Exception {
    URI tail = URI.create(through.url("/v1/api-keys/" + admin.key().id() + "/requests"));
    try (HttpClient client =
            HttpClient.newBuilder().sslContext(through.certificate().trusted()).build();
        LineStream stream =
            LineStream.open(client, tail, admin.secret(), "text/event-stream", Map.of())) {
      assertThat(stream.status()).isEqualTo(200);
      new ApiClient(server.port(), admin.secret()).get("/v1/balances");

      assertThat(stream.next("data:", Duration.ofSeconds(9))).isPresent();
    }
  }

  @Test
  void aKeySentWithoutEncryptionIsRejectedAndAPageIsRedirected() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> api =
          client.send(
              request(proxy.plainUrl("/v1/balances"), admin.secret()).build(),
              BodyHandlers.ofString());
      HttpResponse<String> page =
          client.send(
              HttpRequest.newBuilder(URI.create(proxy.plainUrl("/dashboard"))).build(),
              BodyHandlers.ofString());

      assertThat(api.statusCode()).isEqualTo(403);
      assertThat(code(api)).isEqualTo("HTTPS_REQUIRED");
      assertThat(page.statusCode()).isEqualTo(301);
      assertThat(page.headers().firstValue("Location").orElse("")).startsWith("https://");
    }
  }

  @Test
  void whatTheClientClaimsAboutEncryptionDoesNotCount() throws Exception {
    assertThat(get("X-Forwarded-Proto", "http", "Forwarded", "proto=http").statusCode())
        .isEqualTo(200);
  }

  @Test
  void anUnreachableServerIsReportedAsUnavailable() throws Exception {
    try (ReverseProxy alone = ReverseProxy.start(kind, FreePort.NEVER_USED, Map.of());
        RawConnection connection = alone.connect()) {
      connection.send("GET /v1/balances HTTP/1.1\r\nHost: localhost\r\n\r\n");

      RawConnection.Answer answer = connection.answer();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.errorCode()).isEqualTo("SERVICE_UNAVAILABLE");
      assertThat(answer.header("Retry-After")).contains("1");
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aPaymentIsMadeInEitherVersion(Version version) throws Exception {
    try (HttpClient client = client("127.0.0.1", version)) {
      HttpResponse<String> response =
          client.send(
              request(proxy.url("/v1/payments"), admin.secret(), "Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(PAYMENT))
                  .build(),
              BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(201);
      assertThat(response.version()).isEqualTo(version);
    }
  }
}
