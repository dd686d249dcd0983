package com.remitflex.platform.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.testing.Await;
import com.remitflex.testing.LineStream;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.RawHttp2;
import com.remitflex.testing.Scrape;
import com.remitflex.testing.SecureServer;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API over HTTP/2, as Java's HTTP client speaks it, compared with HTTP/1.1. */
class Http2ApiTest {
  private static final SecureServer SECURE = new SecureServer();
  private static final HttpClient HTTP_2 = SECURE.client(HttpClient.Version.HTTP_2);
  private static final HttpClient HTTP_1 = SECURE.client(HttpClient.Version.HTTP_1_1);
  private static final int MAX_STREAMS = 100;
  private static final int HEADER_LIMIT = 16 * 1024;

  @RegisterExtension static final TestServer server = TestServer.with(SECURE.settings(Map.of()));

  private final IssuedKey key =
      server.newKey(server.newAccount(), Environment.SANDBOX, Scope.ADMIN);

  @AfterAll
  static void close() {
    HTTP_1.close();
    HTTP_2.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(SecureServer.uri(server.port(), path))
        .header("Authorization", "Bearer " + key.secret());
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = HTTP_2.send(request.build(), BodyHandlers.ofString());
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    return response;
  }

  private static HttpResponse<String> sendBoth(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = send(request);
    HttpResponse<String> same = HTTP_1.send(request.build(), BodyHandlers.ofString());
    assertThat(same.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(response.statusCode()).isEqualTo(same.statusCode());
    assertThat(names(response)).isEqualTo(names(same));
    return response;
  }

  /** The names of the headers without those that are about the connection. */
  private static Set<String> names(HttpResponse<?> response) {
    Set<String> names = new TreeSet<>(response.headers().map().keySet());
    names.removeAll(Set.of(":status", "connection", "transfer-encoding"));
    return names;
  }

  private static String errorCode(HttpResponse<String> response) {
    return Json.trusted(response.body()).at("/error/code").asText();
  }

  private static SSLSocket handshake(String... offered) throws IOException {
    SSLSocket socket = SECURE.socket(server.port(), offered);
    socket.startHandshake();
    return socket;
  }

  @Test
  void theClientChoosesTheProtocol() throws IOException {
    try (SSLSocket both = handshake("h2", "http/1.1");
        SSLSocket old = handshake("http/1.1", "h2");
        SSLSocket none = handshake()) {
      assertThat(both.getApplicationProtocol()).isEqualTo("h2");
      assertThat(old.getApplicationProtocol()).isEqualTo("http/1.1");
      assertThat(none.getApplicationProtocol()).isEmpty();
    }
    assertThatThrownBy(() -> handshake("h3")).isInstanceOf(SSLException.class);
  }

  @Test
  void http2WithoutNegotiationGetsAnErrorOfHttp11() {
    try (RawConnection connection = new RawConnection(SECURE.socket(server.port()))) {
      connection.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

      assertThat(connection.answer().status()).isEqualTo(400);
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  void anUpgradeIsIgnored() {
    try (RawConnection connection = new RawConnection(SECURE.socket(server.port()))) {
      connection.send(
          "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
              + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n");

      RawConnection.Answer answer = connection.answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Upgrade")).isEmpty();
    }
  }

  @Test
  void responsesAreThoseOfHttp11() throws Exception {
    assertThat(sendBoth(request("/v1/balances")).body()).contains("USDC");
    assertThat(sendBoth(request("/v1/unknown")).statusCode()).isEqualTo(404);
    assertThat(errorCode(sendBoth(request("/v1/payments/pay_0")))).isEqualTo("NOT_FOUND");
    assertThat(sendBoth(request("/v1/balances").DELETE()).statusCode()).isEqualTo(405);
    HttpResponse<String> head =
        sendBoth(request("/v1/balances").method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("content-length").orElse(0)).isPositive();
  }

  @Test
  void aMethodIsComparedAsItWasSent() {
    try (RawHttp2 client = new RawHttp2(SECURE.socket(server.port(), "h2"))) {
      client.send(
          RawHttp2.HEADERS,
          RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
          1,
          RawHttp2.request("get", "/healthz"));

      assertThat(client.answer(1).status()).isEqualTo(405);
    }
  }

  @Test
  void aRequestIsOnRecordWithItsId() throws Exception {
    HttpResponse<String> response = send(request("/v1/balances?x"));
    String id = response.headers().firstValue("x-request-id").orElseThrow();
    String path = "/v1/api-keys/" + key.key().id() + "/requests?request_id=" + id;
    JsonNode found =
        Await.until(
            "the request is on record",
            () -> Json.trusted(uncheckedBody(path)).at("/data/0"),
            one -> !one.isMissingNode());

    assertThat(found.path("route").asText()).isEqualTo("/v1/balances");
    assertThat(found.path("method").asText()).isEqualTo("GET");
    assertThat(found.path("ip").asText()).isEqualTo("127.0.0.1");
  }

  private String uncheckedBody(String path) {
    try {
      return send(request(path)).body();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aBodyIsReadWithAndWithoutItsLength() throws Exception {
    String body = "{\"amount\": 10, \"currency\": \"USDC\"}";
    for (HttpRequest.BodyPublisher publisher :
        List.of(
            BodyPublishers.ofString(body),
            BodyPublishers.fromPublisher(BodyPublishers.ofString(body)))) {
      HttpResponse<String> response =
          send(
              request("/v1/payments")
                  .header("Content-Type", "application/json")
                  .header("Idempotency-Key", "over-http-2")
                  .POST(publisher));

      assertThat(response.statusCode()).isEqualTo(201);
      assertThat(Json.trusted(response.body()).at("/id").asText()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {300 * 1024, 2 * 1024 * 1024})
  void aBodyThatIsTooLargeIsRejectedAndTheConnectionStaysUsable(int bytes) {
    try (RawHttp2 client = new RawHttp2(SECURE.socket(server.port(), "h2"))) {
      client.send(
          RawHttp2.HEADERS,
          RawHttp2.END_HEADERS,
          1,
          RawHttp2.request(
              "POST",
              "/v1/payments",
              "authorization",
              "Bearer " + key.secret(),
              "idempotency-key",
              "large",
              "content-type",
              "application/json",
              "content-length",
              Integer.toString(bytes)));

      RawHttp2.Answer answer = client.answer(1);
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.errorCode()).isEqualTo("REQUEST_TOO_LARGE");
      assertThat(answer.requestId()).startsWith("req_");
      assertThat(client.get(3, "/healthz").answer(3).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {HEADER_LIMIT + 100, 2 * HEADER_LIMIT, 45_000})
  void headersThatAreTooLargeAreRejectedAndTheConnectionStaysUsable(int bytes) {
    try (RawHttp2 client = new RawHttp2(SECURE.socket(server.port(), "h2"))) {
      byte[] block = RawHttp2.request("GET", "/v1/balances", "x-large", "a".repeat(bytes));
      client.sendHeaders(1, block);

      RawHttp2.Answer answer = client.answer(1);
      assertThat(answer.status()).isEqualTo(431);
      assertThat(answer.errorCode()).isEqualTo("HEADERS_TOO_LARGE");
      assertThat(answer.requestId()).startsWith("req_");
      assertThat(client.get(3, "/healthz").answer(3).status()).isEqualTo(200);
    }
  }

  @Test
  void tooManyHeadersAreRejected() {
    String[] many = new String[240];
    many[0] = "authorization";
    many[1] = "Bearer " + key.secret();
    for (int i = 2; i < many.length; i += 2) {
      many[i] = "x-" + i;
      many[i + 1] = "a";
    }
    try (RawHttp2 client = new RawHttp2(SECURE.socket(server.port(), "h2"))) {
      RawHttp2.Answer answer = client.get(1, "/v1/balances", many).answer(1);

      assertThat(answer.status()).isEqualTo(431);
      assertThat(answer.errorCode()).isEqualTo("HEADERS_TOO_LARGE");
    }
  }

  @Test
  void cookiesThatAreSentApartAreJoined() {
    try (RawHttp2 client = new RawHttp2(SECURE.socket(server.port(), "h2"))) {
      RawHttp2.Answer answer =
          client.get(1, "/healthz", "cookie", "a=1", "cookie", "b=2", "te", "trailers").answer(1);

      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @Test
  void manyRequestsAreServedOnOneConnection() {
    for (int wave = 0; wave < 3; wave++) {
      assertAreServed(MAX_STREAMS);
    }
    awaitStreamThreads(0);
  }

  private void assertAreServed(int count) {
    List<CompletableFuture<HttpResponse<String>>> responses =
        IntStream.range(0, count)
            .mapToObj(i ->
                HTTP_2.sendAsync(
                    request(i % 10 == 0 ? "/openapi.json" : "/v1/balances").build(),
                    BodyHandlers.ofString()))
            .toList();

    assertThat(responses).allMatch(one -> one.join().statusCode() == 200);
    assertThat(responses).allMatch(one -> one.join().body().strip().endsWith("}"));
  }

  @Test
  void aLiveTailArrivesAndEndsWithItsStream() throws Exception {
    HttpClient own = SECURE.client(HttpClient.Version.HTTP_2);
    String path = "/v1/api-keys/" + key.key().id() + "/requests";
    try (own) {
      try (LineStream events =
          LineStream.open(
              own,
              SecureServer.uri(server.port(), path),
              key.secret(),
              "text/event-stream",
              Map.of())) {
        assertThat(events.status()).isEqualTo(200);
        HttpResponse<String> sent =
            own.send(request("/v1/balances").build(), BodyHandlers.ofString());

        assertThat(events.next("id: ", Duration.ofSeconds(10)))
            .contains(sent.headers().firstValue("x-request-id").orElseThrow());
        awaitStreamThreads(1);
      }
      own.send(request("/v1/balances").build(), BodyHandlers.ofString());
      awaitStreamThreads(0);
    }
  }

  private static void awaitStreamThreads(int number) {
    Scrape.until(
        number + " threads serve streams",
        server.managementPort(),
        scrape -> scrape.value("remitflex_http2_threads") == number);
  }
}
