package com.remitflex.platform.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.platform.access.Scope;
import com.remitflex.testing.Await;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.TestCertificate;
import com.remitflex.testing.TestCertificate.Kind;
import com.remitflex.testing.TestDirectories;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with a certificate of its own. */
@Tag("slow")
class TlsApiTest {
  private static final Path DIRECTORY = TestDirectories.createOrFail("tls");
  private static final Path CERTIFICATE = DIRECTORY.resolve("certificate.pem");
  private static final Path KEY = DIRECTORY.resolve("key.pem");

  private static TestCertificate current = renewed(Kind.EC);

  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_TLS_CERTIFICATE",
              CERTIFICATE.toString(),
              "REMITFLEX_TLS_KEY",
              KEY.toString(),
              "REMITFLEX_LISTEN",
              "0.0.0.0",
              "REMITFLEX_READ_TIMEOUT_MILLIS",
              "4000"));

  private static TestCertificate renewed(Kind kind) {
    TestCertificate certificate = TestCertificate.create(kind);
    certificate.write(CERTIFICATE, KEY);
    return certificate;
  }

  private static SSLSocket connected(TestCertificate trusted, String... protocols)
      throws IOException {
    SSLSocket socket =
        (SSLSocket)
            trusted
                .trusted()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(10_000);
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    return socket;
  }

  private static X509Certificate served(TestCertificate trusted) {
    try (SSLSocket socket = connected(trusted)) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    } catch (IOException e) {
      return current.certificate();
    }
  }

  private static String health(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write(
            "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    byte[] bytes = new byte[4096];
    int length = socket.getInputStream().read(bytes);
    return new String(bytes, 0, Math.max(0, length), StandardCharsets.UTF_8);
  }

  private static HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try (HttpClient client = HttpClient.newBuilder().sslContext(current.trusted()).build()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  @Test
  void theApiIsServedWithStrictTransportSecurity() throws Exception {
    String key = server.newClient(Scope.READ).key();

    HttpResponse<String> response = get("/v1/balances", "Authorization", "Bearer " + key);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Strict-Transport-Security"))
        .contains("max-age=31536000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bothModernVersionsAreServed(String version) throws IOException {
    try (SSLSocket socket = connected(current, version)) {
      assertThat(health(socket)).startsWith("HTTP/1.1 200");
      SSLSession session = socket.getSession();
      assertThat(session.getProtocol()).isEqualTo(version);
      assertThat(session.getCipherSuite()).containsAnyOf("GCM", "CHACHA20");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"
      })
  void aWeakCipherSuiteIsRejected(String suite) throws IOException {
    try (SSLSocket socket = connected(current, "TLSv1.2")) {
      socket.setEnabledCipherSuites(new String[] {suite});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void plainHttpOnTheTlsPortIsCut() {
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");

      assertThat(connection.rest()).doesNotContain("HTTP/1.1 200");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "HTTP", "http, https", " http"})
  void aRequestThatAProxyReceivedOverPlainHttpIsRejected(String scheme) throws Exception {
    String key = server.newClient(Scope.READ).key();

    HttpResponse<String> response =
        get("/v1/balances", "Authorization", "Bearer " + key, "X-Forwarded-Proto", scheme);

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).contains("HTTPS_REQUIRED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"for=192.0.2.1;proto=http", "Proto=\"http\";for=192.0.2.1"})
  void theSameIsReadFromForwarded(String forwarded) throws Exception {
    assertThat(get("/healthz", "Forwarded", forwarded).body()).contains("HTTPS_REQUIRED");
    assertThat(get("/healthz", "Forwarded", forwarded.replace("http", "https")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aClientThatNeverCompletesTheHandshakeIsCut() {
    try (RawConnection silent = new RawConnection(server.port());
        RawConnection trickling = new RawConnection(server.port())) {
      trickling.send(new byte[] {22, 3, 1, 2, 0});

      assertThat(silent.isClosedByServer()).isTrue();
      assertThat(trickling.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aReplacedCertificateIsServedWithinTenSecondsAndNoConnectionIsDropped(Kind kind)
      throws IOException {
    try (SSLSocket before = connected(current)) {
      assertThat(health(before)).startsWith("HTTP/1.1 200");

      TestCertificate next = renewed(kind);
      Await.until(() -> served(next).equals(next.certificate()));

      current = next;
      assertThat(health(before)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void anUnusableReplacementLeavesTheLastCertificateInUse() throws Exception {
    Files.writeString(KEY, "not a key");
    try {
      Await.pause(Duration.ofSeconds(5));

      assertThat(get("/healthz").statusCode()).isEqualTo(200);
    } finally {
      current.write(CERTIFICATE, KEY);
    }
  }

  /** Linux has the whole network 127.0.0.0/8 on its loopback interface. */
  @Test
  void theServerListensOnEveryAddressIfToldTo() throws IOException {
    try (Socket socket = new Socket("127.0.0.2", server.port())) {
      assertThat(socket.isConnected()).isTrue();
    }
  }
}
