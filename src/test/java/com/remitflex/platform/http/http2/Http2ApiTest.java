package com.remitflex.platform.http.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.testing.SecureServer;
import com.remitflex.testing.TestServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The API over HTTP/2, as Java's HTTP client speaks it. */
class Http2ApiTest {
  private static final SecureServer SECURE = new SecureServer();

  @RegisterExtension
  static final TestServer server = TestServer.with(SECURE.settings(Map.of()));

  private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
      throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(SecureServer.uri(server.port(), path));
  }

  @Test
  void aRequestIsServed() throws Exception {
    String key = server.newClient(Scope.READ).key();
    try (HttpClient client = SECURE.client(HttpClient.Version.HTTP_2)) {
      HttpResponse<String> response =
          send(client, request("/v1/balances").header("Authorization", "Bearer " + key));

      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(response.statusCode()).isEqualTo(200);
      System.err.println(response.headers().map());
      System.err.println(response.body());
    }
  }
}
