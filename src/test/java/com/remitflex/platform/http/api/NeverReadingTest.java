package com.remitflex.platform.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.StoredRequests;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that do not read their responses, on a server that waits 2 s for them. */
@Tag("slow")
@Timeout(60)
class NeverReadingTest {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_WRITE_TIMEOUT_MILLIS", "2000",
              "REMITFLEX_MAX_CONNECTIONS_PER_ADDRESS", "20"));

  private static final String ONE = "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n";

  /** A socket with a small receive buffer. */
  private static Socket narrow() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8 * 1024);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    return socket;
  }

  /** Sends until the server has thrown the connection away. */
  private static void sendUntilCut(Socket socket, String request) {
    byte[] many = request.repeat(100).getBytes(StandardCharsets.ISO_8859_1);
    try {
      while (true) {
        socket.getOutputStream().write(many);
      }
    } catch (IOException e) {
      // What the test waits for.
    }
  }

  @Test
  void oneThatPipelinesAndNeverReadsIsCutWithWhatWaitsForIt() throws IOException {
    try (Socket socket = narrow()) {
      sendUntilCut(socket, ONE);
    }
  }

  @Test
  void theirPlacesAreFreeForOthersAgain() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        Socket socket = narrow();
        socket.getOutputStream().write(ONE.repeat(200).getBytes(StandardCharsets.ISO_8859_1));
        sockets.add(socket);
      }

      Await.until("a new connection is served", () -> status() == 200);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void anExportThatIsNotReadEndsAndGivesItsPlaceBack() throws IOException {
    IssuedKey key = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.ADMIN);
    ApiClient client = server.client(key.secret());
    StoredRequests.of(server, key.key(), 5_000);
    String path = "/v1/api-keys/" + key.key().id() + "/requests";
    String export =
        "GET %s HTTP/1.1\r\nHost: a\r\nAccept: text/csv\r\nAuthorization: Bearer %s\r\n\r\n"
            .formatted(path, key.secret());
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        Socket socket = narrow();
        socket.getOutputStream().write(export.getBytes(StandardCharsets.ISO_8859_1));
        sockets.add(socket);
      }

      Await.until(
          "an export is served",
          () ->
              client.send(client.request(path).header("Accept", "text/csv").GET()).status() == 200);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void oneThatReadsSlowlyButSteadilyGetsAll() throws Exception {
    try (Socket socket = narrow()) {
      int count = 20;
      String last = "GET /openapi.json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      socket
          .getOutputStream()
          .write((ONE.repeat(count) + last).getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      StringBuilder all = new StringBuilder();
      byte[] piece = new byte[32 * 1024];
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        all.append(new String(piece, 0, n, StandardCharsets.ISO_8859_1));
        Await.pause(Duration.ofMillis(5));
      }

      assertThat(all.toString().split("HTTP/1.1 200 OK", -1)).hasSize(count + 2);
    }
  }

  private static int status() {
    try (RawConnection connection = new RawConnection(server.port())) {
      return connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").answer().status();
    } catch (RuntimeException e) {
      return -1;
    }
  }
}
