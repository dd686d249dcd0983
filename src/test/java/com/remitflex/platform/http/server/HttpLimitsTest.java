package com.remitflex.platform.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits of a connection are settings: on a server that has other ones than usual. */
@Tag("slow")
class HttpLimitsTest {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_LARGEST_HEADERS_KIB", "4",
              "REMITFLEX_MOST_HEADERS", "20",
              "REMITFLEX_LARGEST_BODY_KIB", "1024",
              "REMITFLEX_IDLE_TIMEOUT_SECONDS", "1"));

  private static final String PAYMENT = "{\"amount\":100,\"currency\":\"USDC\"}";
  private static final int MAX_BODY = 1024 * 1024;

  private static String authorization;

  @BeforeAll
  static void mint() {
    authorization = "Authorization: Bearer " + server.newClient(Scope.WRITE).key() + "\r\n";
  }

  @Test
  void aBodyIsTakenUpToTheLimitThatIsSet() {
    RawConnection.Answer tooLarge = post(MAX_BODY + 1);

    assertThat(post(MAX_BODY).status()).isEqualTo(201);
    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(tooLarge.errorCode()).isEqualTo("REQUEST_TOO_LARGE");
    assertThat(tooLarge.body()).contains("larger than 1024 KiB");
  }

  @Test
  void aChunkedBodyIsTakenUpToTheLimitThatIsSet() {
    assertThat(postChunk(MAX_BODY).status()).isEqualTo(201);
    assertThat(postChunk(MAX_BODY + 1).errorCode()).isEqualTo("REQUEST_TOO_LARGE");
  }

  @Test
  void aLongTextInALargeBodyIsNotTakenForDeepNesting() {
    String body = PAYMENT.replace("}", ",\"reference\":\"" + "a".repeat(500_000) + "\"}");

    RawConnection.Answer answer = send(withLength(body));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("\"field\":\"reference\"");
  }

  /** Host and Authorization are two of them. */
  @ParameterizedTest
  @CsvSource({"18, 200", "19, 431"})
  void asManyHeadersAreTakenAsAreSet(int more, int status) {
    String headers =
        IntStream.range(0, more).mapToObj(i -> "X-" + i + ": x\r\n").collect(Collectors.joining());

    assertThat(send(get(headers)).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"3000, 200", "4096, 431"})
  void headersAreTakenUpToTheSizeThatIsSet(int size, int status) {
    RawConnection.Answer answer = send(get("X: " + "x".repeat(size) + "\r\n"));

    assertThat(answer.status()).isEqualTo(status);
    if (status == 431) {
      assertThat(answer.body()).contains("larger than 4 KiB");
    }
  }

  @Test
  void aConnectionThatRestsForLongerThanIsSetIsClosed() {
    try (RawConnection connection = new RawConnection(server.port())) {
      assertThat(connection.send(get("")).answer().status()).isEqualTo(200);

      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  private static RawConnection.Answer post(int size) {
    return send(withLength(PAYMENT + " ".repeat(size - PAYMENT.length())));
  }

  private static RawConnection.Answer postChunk(int size) {
    return send(
        post()
            + "Transfer-Encoding: chunked\r\n\r\n"
            + Integer.toHexString(size)
            + "\r\n"
            + PAYMENT
            + " ".repeat(size - PAYMENT.length())
            + "\r\n0\r\n\r\n");
  }

  private static String withLength(String body) {
    return post() + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String post() {
    return "POST /v1/payments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        + authorization;
  }

  private static String get(String headers) {
    return "GET /v1/balances HTTP/1.1\r\nHost: a\r\n" + authorization + headers + "\r\n";
  }

  private static RawConnection.Answer send(String request) {
    try (RawConnection connection = new RawConnection(server.port())) {
      return connection.sendUnlessRefused(request.getBytes(StandardCharsets.ISO_8859_1)).answer();
    }
  }
}
