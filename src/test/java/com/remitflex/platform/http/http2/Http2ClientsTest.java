package com.remitflex.platform.http.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.testing.SecureServer;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HTTP/2 as curl speaks it, with the library nghttp2. */
@Tag("process")
class Http2ClientsTest {
  private static final SecureServer SECURE = new SecureServer();

  @RegisterExtension static final TestServer server = TestServer.with(SECURE.settings(Map.of()));

  private final String key = server.newClient(Scope.WRITE).key();

  /** The output of curl, with a last line of the version and the status of each response. */
  private String curl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--http2"));
    command.addAll(List.of("--cacert", SECURE.certificateFile().toString(), "--max-time", "20"));
    command.addAll(List.of("--header", "Authorization: Bearer " + key));
    command.addAll(List.of("--write-out", "\n%{http_version} %{http_code}\n"));
    for (String argument : arguments) {
      command.add(
          argument.startsWith("/")
              ? SecureServer.uri(server.port(), argument).toString()
              : argument);
    }
    Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
    curl.getOutputStream().close();
    String output = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(curl.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void aRequestIsServed() throws Exception {
    assertThat(curl("/v1/balances")).contains("USDC").endsWith("2 200\n");
    assertThat(curl("/v1/balances", "--head")).contains("x-request-id").endsWith("2 200\n");
    assertThat(curl("/v1/balances", "--http1.1")).contains("USDC").endsWith("1.1 200\n");
  }

  @Test
  void severalRequestsShareAConnection() throws Exception {
    assertThat(curl("--parallel", "/v1/balances", "/healthz", "/openapi.json"))
        .contains("USDC", "openapi")
        .containsPattern("(?s)2 200\n.*2 200\n.*2 200\n");
  }

  @Test
  void aBodyIsSent() throws Exception {
    assertThat(
            curl(
                "/v1/payments",
                "--header",
                "Content-Type: application/json",
                "--header",
                "Idempotency-Key: curl",
                "--data",
                "{\"amount\": 10, \"currency\": \"USDC\"}"))
        .contains("pending")
        .endsWith("2 201\n");
  }

  @Test
  void aLargeBodyIsSentAfterTheServerAgrees() throws Exception {
    assertThat(
            curl(
                "/v1/payments",
                "--header",
                "Content-Type: application/json",
                "--header",
                "Idempotency-Key: large",
                "--header",
                "Expect: 100-continue",
                "--data",
                " ".repeat(100_000) + "{\"amount\": 10, \"currency\": \"USDC\"}"))
        .endsWith("2 201\n");
  }

  @Test
  void headersThatAreTooLargeAreRejected() throws Exception {
    assertThat(curl("/v1/balances", "--header", "X-Large: " + "a".repeat(20_000)))
        .contains("HEADERS_TOO_LARGE")
        .endsWith("2 431\n");
  }
}
