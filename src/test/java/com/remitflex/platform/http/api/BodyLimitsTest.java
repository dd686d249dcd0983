package com.remitflex.platform.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies of the wrong type or size are rejected; an invalid key is reported first. */
@Execution(ExecutionMode.CONCURRENT)
class BodyLimitsTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String PAYMENT = "{\"amount\":100,\"currency\":\"USDC\"}";
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final int LARGEST = 256 * 1024;

  private static String good;
  private static String bad;

  @BeforeAll
  static void mint() {
    good = server.newClient(Scope.WRITE).key();
    bad = good.substring(0, 56) + (good.endsWith("0") ? '1' : '0');
  }

  private static Stream<Named<String>> tooLarge() {
    return Stream.of(
            JSON + "Content-Length: 1000000000000\r\n\r\n{",
            JSON + "Content-Length: " + (LARGEST + 1) + "\r\n\r\n",
            JSON + "Content-Length: 9223372036854775807\r\n\r\n{",
            JSON + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n{",
            JSON + "Transfer-Encoding: chunked\r\n\r\n40001\r\n{",
            JSON + "Transfer-Encoding: chunked\r\n\r\n" + chunk(LARGEST) + chunk(1),
            JSON + "Transfer-Encoding: chunked\r\n\r\n" + chunk(LARGEST - 1) + chunk(1) + chunk(1),
            JSON + "Transfer-Encoding: chunked\r\n\r\n" + chunk(LARGEST) + chunk(1) + "fff\r\n")
        .map(request -> Named.of(shown(request), request));
  }

  @ParameterizedTest
  @MethodSource("tooLarge")
  void aBodyThatIsTooLargeIsRejectedBeforeItIsSentCompletely(String request) {
    assertRefused(request, 413, "REQUEST_TOO_LARGE");
  }

  @Test
  void aBodyOfExactlyTheLimitIsRead() {
    String full = PAYMENT + " ".repeat(LARGEST - PAYMENT.length());
    String length = JSON + "Content-Length: " + LARGEST + "\r\n\r\n" + full;
    String chunked = JSON + "Transfer-Encoding: chunked\r\n\r\n40000\r\n" + full + "\r\n0\r\n\r\n";
    for (String request : List.of(length, chunked)) {
      try (RawConnection connection = new RawConnection(server.port())) {
        assertThat(connection.send(post(good, request)).answer().status()).isEqualTo(201);
        assertThat(connection.send(post(good, request)).answer().status()).isEqualTo(201);
      }
    }
  }

  @Test
  void aBodyThatIsNotJsonIsUnsupported() {
    for (String headers :
        List.of(
            "",
            "Content-Type:\r\n",
            "Content-Type: text/plain\r\n",
            "Content-Type: text/json\r\n",
            "Content-Type: text/plain; application/json\r\n",
            "Content-Type: application/x-www-form-urlencoded\r\n",
            "Content-Type: multipart/form-data; boundary=x\r\n",
            "Content-Type: application/xml\r\n",
            "Content-Type: application/jsonp\r\n",
            "Content-Type: application/json-patch+json\r\n",
            "Content-Type: application/vnd.api+json\r\n",
            "Content-Type: application/json, text/plain\r\n",
            "Content-Type: application/json; charset=utf-16\r\n",
            "Content-Type: application/json; charset=utf-7\r\n",
            "Content-Type: application/json; charset=iso-8859-1\r\n",
            "Content-Type: */*\r\n",
            "Content-Type: application/json\r\nContent-Type: text/plain\r\n",
            "Content-Type: text/plain\r\nContent-Type: application/json\r\n",
            JSON + "Content-Encoding: gzip\r\n",
            JSON + "Content-Encoding: deflate\r\n",
            JSON + "Content-Encoding: br\r\n",
            JSON + "Content-Encoding: identity\r\n",
            JSON + "Content-Encoding: gzip, gzip\r\n")) {
      assertRefused(headers + body(), 415, "UNSUPPORTED_MEDIA_TYPE");
    }
  }

  @Test
  void everyWayToWriteTheJsonTypeIsAccepted() {
    for (String type :
        List.of(
            "application/json",
            "APPLICATION/JSON",
            "application/json;",
            "application/json; charset=utf-8",
            "application/json;charset=UTF-8",
            "application/json ; charset=\"utf-8\"")) {
      try (RawConnection connection = new RawConnection(server.port())) {
        String request = "Content-Type: " + type + "\r\n" + body();
        assertThat(connection.send(post(good, request)).answer().status()).as(type).isEqualTo(201);
      }
    }
  }

  @Test
  void anUploadThatIsNotReadStillGetsAResponse() throws Exception {
    byte[] large = new byte[4 * 1024 * 1024];
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 30; i++) {
        for (String key : List.of(good, bad)) {
          HttpResponse<String> answer =
              client.send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + server.port() + "/v1/payments"))
                      .header("Authorization", "Bearer " + key)
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofByteArray(large))
                      .build(),
                  BodyHandlers.ofString());

          assertThat(answer.statusCode()).isEqualTo(key.equals(good) ? 413 : 401);
        }
      }
    }
  }

  /** This response with the valid key, 401 with an invalid key; both close the connection. */
  private static void assertRefused(String request, int status, String code) {
    String shown = shown(request);
    try (RawConnection connection = new RawConnection(server.port())) {
      RawConnection.Answer answer = connection.send(post(good, request)).answer();
      assertThat(answer.status()).as(shown).isEqualTo(status);
      assertThat(answer.errorCode()).isEqualTo(code);
      assertThat(connection.isClosedByServer()).isTrue();
    }
    try (RawConnection connection = new RawConnection(server.port())) {
      byte[] sent = post(bad, request).getBytes(StandardCharsets.ISO_8859_1);
      RawConnection.Answer answer = connection.sendUnlessRefused(sent).answer();
      assertThat(answer.status()).as(shown).isEqualTo(401);
      assertThat(answer.errorCode()).isEqualTo("UNAUTHORIZED");
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  private static String shown(String request) {
    return request.substring(0, Math.min(200, request.length()));
  }

  private static String post(String key, String rest) {
    return "POST /v1/payments HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + key + "\r\n" + rest;
  }

  private static String body() {
    return "Content-Length: " + PAYMENT.length() + "\r\n\r\n" + PAYMENT;
  }

  private static String chunk(int size) {
    return Integer.toHexString(size) + "\r\n" + " ".repeat(size) + "\r\n";
  }
}
