package com.remitflex.platform.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.testing.Await;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.TestServer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take their time, on a server that waits for 400 ms. */
@Execution(ExecutionMode.CONCURRENT)
class SlowRequestTest {
  @RegisterExtension
  static final TestServer server = TestServer.with(Map.of("REMITFLEX_READ_TIMEOUT_MILLIS", "400"));

  private static final String HOST = "Host: a\r\n";

  private static String authorization;

  @BeforeAll
  static void mint() {
    authorization = "Authorization: Bearer " + server.newClient(Scope.WRITE).key() + "\r\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G",
        "GET /v1/balances HTTP/1.1",
        "GET /v1/balances HTTP/1.1\r\nHost: a\r\n",
        "GET /v1/balances HTTP/1.1\r\nHost: a\r\n{auth}X",
        "POST /v1/payments HTTP/1.1\r\nHost: a\r\n{auth}{json}Content-Length: 10\r\n\r\n",
        "POST /v1/payments HTTP/1.1\r\nHost: a\r\n{auth}{json}Content-Length: 10\r\n\r\n{",
        "POST /v1/payments HTTP/1.1\r\nHost: a\r\n{auth}{json}{chunked}\r\n",
        "POST /v1/payments HTTP/1.1\r\nHost: a\r\n{auth}{json}{chunked}\r\n5",
        "POST /v1/payments HTTP/1.1\r\nHost: a\r\n{auth}{json}{chunked}\r\n5\r\nabc",
        "POST /v1/payments HTTP/1.1\r\nHost: a\r\n{auth}{json}{chunked}\r\n1\r\na\r\n0\r\n"
      })
  void aRequestThatStopsHalfWayIsCut(String start) {
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(filled(start));

      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/balances HTTP/1.1\r\nHost: a\r\nX: ",
        "POST /v1/payments HTTP/1.1\r\nHost: a\r\n{auth}{json}Content-Length: 100000\r\n\r\n"
      })
  void aRequestThatTricklesIsCut(String start) throws InterruptedException {
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(filled(start));
      int sent = 0;
      try {
        for (; sent < 500; sent++) {
          connection.send("a");
          Await.pause(Duration.ofMillis(20));
        }
      } catch (UncheckedIOException e) {
        // What the server does to such a connection.
      }

      assertThat(sent).isLessThan(500);
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aRequestThatStopsBehindAnotherIsCut() {
    try (RawConnection connection = new RawConnection(server.port())) {
      String complete = "GET /v1/balances HTTP/1.1\r\n" + HOST + authorization + "\r\n";
      connection.send(complete + "GET /v1/balances HTTP/1.1\r\n" + HOST);

      assertThat(connection.answer().status()).isEqualTo(200);
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  @Tag("slow")
  void aConnectionThatRestsBetweenRequestsStaysOpen() throws InterruptedException {
    try (RawConnection connection = new RawConnection(server.port())) {
      for (int i = 0; i < 3; i++) {
        Await.pause(Duration.ofMillis(700));
        connection.send("GET /v1/balances HTTP/1.1\r\n" + HOST + authorization + "\r\n");
        assertThat(connection.answer().status()).isEqualTo(200);

        Await.pause(Duration.ofMillis(700));
        String body = "{\"amount\":100,\"currency\":\"USDC\"}";
        connection.send(
            filled("POST /v1/payments HTTP/1.1\r\nHost: a\r\n{auth}{json}Content-Length: ")
                + body.length()
                + "\r\n\r\n"
                + body);
        assertThat(connection.answer().status()).isEqualTo(201);
      }
    }
  }

  private static String filled(String request) {
    return request
        .replace("{auth}", authorization)
        .replace("{json}", "Content-Type: application/json\r\n")
        .replace("{chunked}", "Transfer-Encoding: chunked\r\n");
  }
}
