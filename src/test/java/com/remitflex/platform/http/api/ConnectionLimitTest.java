package com.remitflex.platform.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Await;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** No more connections than are set, from one address and in all. */
@Tag("slow")
class ConnectionLimitTest {
  @RegisterExtension
  static final TestServer direct =
      TestServer.with(Map.of("REMITFLEX_MAX_CONNECTIONS_PER_ADDRESS", "3"));

  @RegisterExtension
  static final TestServer behindProxy =
      TestServer.with(
          Map.of(
              "REMITFLEX_TRUSTED_PROXIES", "127.0.0.1",
              "REMITFLEX_MAX_CONNECTIONS", "6",
              "REMITFLEX_MAX_CONNECTIONS_PER_ADDRESS", "3"));

  private static final String REQUEST = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

  private static void assertServes(TestServer server, int most) {
    List<RawConnection> open = new ArrayList<>();
    try {
      for (int i = 0; i < most; i++) {
        RawConnection connection = new RawConnection(server.port());
        open.add(connection);
        assertThat(connection.send(REQUEST).answer().status()).as("connection " + i).isEqualTo(200);
      }
      assertIsRejected(server);
      assertIsRejected(server);
      open.forEach(
          connection -> assertThat(connection.send(REQUEST).answer().status()).isEqualTo(200));

      open.removeFirst().close();
      Await.until("the place is free again", () -> isServed(server));
    } finally {
      open.forEach(RawConnection::close);
    }
  }

  private static void assertIsRejected(TestServer server) {
    try (RawConnection connection = new RawConnection(server.port())) {
      RawConnection.Answer answer = connection.answer();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.errorCode()).isEqualTo("SERVICE_UNAVAILABLE");
      assertThat(answer.header("Retry-After")).contains("1");
      assertThat(answer.header("X-Request-Id").orElse("")).startsWith("req_");
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  private static boolean isServed(TestServer server) {
    try (RawConnection connection = new RawConnection(server.port())) {
      return connection.send(REQUEST).answer().status() == 200;
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Test
  void oneAddressHasSoMany() {
    assertServes(direct, 3);
  }

  @Test
  void aTrustedProxyHasAllThatThereAre() {
    assertServes(behindProxy, 6);
  }
}
