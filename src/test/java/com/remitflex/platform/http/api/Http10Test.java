package com.remitflex.platform.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.StoredRequests;
import com.remitflex.testing.TestServer;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients and proxies that speak HTTP/1.0 (RFC 1945; RFC 9112, appendix C). */
class Http10Test {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String PAYMENT = "{\"amount\":100,\"currency\":\"USDC\"}";

  private final String account = server.newAccount();
  private final IssuedKey key = server.newKey(account, Environment.SANDBOX, Scope.ADMIN);
  private final String authorization = "Authorization: Bearer " + key.secret() + "\r\n";
  private final String requests = "/v1/api-keys/" + key.key().id() + "/requests";

  @ParameterizedTest
  @CsvSource({
    "/healthz, '', 200",
    "/healthz, 'Host: a', 200",
    "/healthz, 'Connection: keep-alive', 200",
    "/docs, '', 200",
    "/dashboard/sign-in, '', 200",
    "/v1/balances, '', 200",
    "/v1/nothing, '', 404"
  })
  void aRequestGetsAResponseAndItsConnectionIsClosed(String path, String header, int status) {
    try (RawConnection connection = new RawConnection(server.port())) {
      String more = header.isEmpty() ? "" : header + "\r\n";
      connection.send("GET " + path + " HTTP/1.0\r\n" + authorization + more + "\r\n");

      RawConnection.Answer answer = connection.answer();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.header("Connection")).contains("close");
      assertThat(answer.header("Transfer-Encoding")).isEmpty();
      assertThat(answer.body()).isNotEmpty();
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  /** RFC 9110, 10.1.1: the expectation of a client of 1.0 is ignored. */
  @Test
  void aBodyIsReadWithoutContinue() {
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(
          "POST /v1/payments HTTP/1.0\r\n"
              + authorization
              + "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: "
              + PAYMENT.length()
              + "\r\n\r\n"
              + PAYMENT);

      assertThat(connection.answer().status()).isEqualTo(201);
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  void nothingBehindTheRequestIsRun() {
    try (RawConnection connection = new RawConnection(server.port())) {
      String request = "GET /v1/balances HTTP/1.0\r\n" + authorization + "\r\n";
      connection.send(request + request);

      assertThat(connection.answer().status()).isEqualTo(200);
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aStreamHasNoChunksAndEndsWithTheConnection() {
    StoredRequests.of(server, key.key(), 3_000);
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(export("text/csv"));

      RawConnection.Answer head = connection.head();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Type").orElse("")).startsWith("text/csv");
      assertThat(head.header("Transfer-Encoding")).isEmpty();
      assertThat(head.header("Content-Length")).isEmpty();
      assertThat(head.header("X-Request-Id")).isPresent();
      assertThat(connection.rest().lines())
          .hasSizeGreaterThan(3_000)
          .allMatch(l -> l.contains(","));
    }
  }

  @Test
  void aStreamThatIsBrokenOffDoesNotLookComplete() {
    StoredRequests.of(server, key.key(), 30_000);
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(export("application/x-ndjson"));
      assertThat(connection.head().status()).isEqualTo(200);
      server.keys().revoke(key.key().id()).orElseThrow();

      assertThatThrownBy(connection::rest).hasCauseInstanceOf(SocketException.class);
    }
  }

  private String export(String accept) {
    return "GET " + requests + " HTTP/1.0\r\n" + authorization + "Accept: " + accept + "\r\n\r\n";
  }
}
