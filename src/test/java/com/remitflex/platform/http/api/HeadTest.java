package com.remitflex.platform.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.TestServer;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, 9.3.2: HEAD has the status and the headers of GET, and no body. */
class HeadTest {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_UNAUTHORIZED_PER_MINUTE", "3"));

  private final IssuedKey key =
      server.newKey(server.newAccount(), Environment.SANDBOX, Scope.ADMIN);
  private final ApiClient client = server.client(key.secret());

  private RawConnection.Answer send(String method, String path, boolean head) {
    try (RawConnection connection = new RawConnection(server.port())) {
      String end = " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer ";
      connection.send(method + " " + path + end + key.secret() + "\r\n\r\n");
      RawConnection.Answer answer = head ? connection.head() : connection.answer();
      assertThat(connection.isClosedByServer()).as("no body").isTrue();
      return answer;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/healthz",
        "/readyz",
        "/docs",
        "/docs/errors",
        "/docs/guides/authentication",
        "/docs/images/api-key.png",
        "/docs/search?q=key",
        "/docs/nothing",
        "/openapi.json",
        "/favicon.ico",
        "/",
        "/docs/",
        "/leaks/report",
        "/dashboard",
        "/dashboard/sign-in",
        "/dashboard/nothing",
        "/v1/balances",
        "/v1/payments",
        "/v1/payments?limit=x",
        "/v1/payments/nothing",
        "/v1/sandbox/fund",
        "/v1/nothing"
      })
  void headIsGetWithoutTheBody(String path) {
    RawConnection.Answer get = send("GET", path, false);
    RawConnection.Answer head = send("HEAD", path, true);

    assertThat(head.status()).isEqualTo(get.status());
    assertThat(lasting(head)).isEqualTo(lasting(get));
  }

  /** The headers without those that differ between any two responses. */
  private static Map<String, String> lasting(RawConnection.Answer answer) {
    Map<String, String> headers = new TreeMap<>(answer.headers());
    for (String name : new String[] {"date", "x-request-id", "x-ratelimit-remaining"}) {
      headers.remove(name);
    }
    headers.computeIfPresent("set-cookie", (name, value) -> value.replaceAll("=[^;]*", ""));
    // The page of an error shows the request ID, and a form its token, both of one length.
    return headers;
  }

  @Test
  void publicPagesDoNotCountAgainstTheAddress() {
    for (int i = 0; i < 5; i++) {
      for (String request :
          new String[] {"HEAD /healthz", "POST /healthz", "HEAD /docs/", "GET /"}) {
        try (RawConnection connection = new RawConnection(server.port())) {
          connection.send(request + " HTTP/1.1\r\nHost: a\r\n\r\n");
          assertThat(connection.head().status()).as(request).isIn(200, 405, 308, 303);
        }
      }
    }
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("HEAD /v1/balances HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(connection.head().status()).isEqualTo(401);
    }
  }

  @Test
  void anExportIsNotSentAndItsPlaceGivenBack() {
    String path = "/v1/api-keys/" + key.key().id() + "/requests";
    for (String accept : new String[] {"text/csv", "application/x-ndjson", "text/event-stream"}) {
      for (int i = 0; i < 15; i++) {
        try (RawConnection connection = new RawConnection(server.port())) {
          connection.send(
              "HEAD "
                  + path
                  + " HTTP/1.1\r\nHost: a\r\nAccept: "
                  + accept
                  + "\r\nAuthorization: Bearer "
                  + key.secret()
                  + "\r\n\r\n");
          RawConnection.Answer head = connection.head();
          assertThat(head.status()).isEqualTo(200);
          assertThat(head.header("Content-Type").orElse("")).startsWith(accept);
          assertThat(connection.isClosedByServer()).isTrue();
        }
      }
    }
  }

  @Test
  void theHistoryHasItAsHead() {
    send("HEAD", "/v1/balances", true);
    String list = "/v1/api-keys/" + key.key().id() + "/requests?method=HEAD";

    Await.until("the request is recorded", () -> client.get(list).json().path("data").size() == 1);
    assertThat(client.get(list).json().path("data").get(0).path("route").asText())
        .isEqualTo("/v1/balances");
  }
}
