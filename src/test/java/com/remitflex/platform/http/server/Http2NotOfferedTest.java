package com.remitflex.platform.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.testing.RawConnection;
import com.remitflex.testing.TestCertificate;
import com.remitflex.testing.TestCertificate.Kind;
import com.remitflex.testing.TestDirectories;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The server speaks HTTP/1.1 only; proxies offer HTTP/2 (decision 0040). */
class Http2NotOfferedTest {
  private static final Path DIRECTORY = TestDirectories.createOrFail("tls");
  private static final TestCertificate CERTIFICATE = TestCertificate.create(Kind.EC);

  static {
    CERTIFICATE.write(DIRECTORY.resolve("certificate.pem"), DIRECTORY.resolve("key.pem"));
  }

  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_TLS_CERTIFICATE", DIRECTORY.resolve("certificate.pem").toString(),
              "REMITFLEX_TLS_KEY", DIRECTORY.resolve("key.pem").toString()));

  private static SSLSocket connected(String... offered) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            CERTIFICATE
                .trusted()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(offered);
    socket.setSSLParameters(parameters);
    return socket;
  }

  @Test
  void aClientThatOffersBothGetsHttp11() throws IOException {
    try (SSLSocket socket = connected("h2", "http/1.1")) {
      socket.startHandshake();

      assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
    }
  }

  @Test
  void aClientThatOffersOnlyHttp2IsRejected() throws IOException {
    try (SSLSocket socket = connected("h2")) {
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void aConnectionThatBeginsWithHttp2AnywayGetsAnErrorOfHttp11() throws IOException {
    try (RawConnection connection = new RawConnection(connected())) {
      connection.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

      assertThat(connection.answer().status()).isEqualTo(400);
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  void anUpgradeIsIgnored() throws IOException {
    try (RawConnection connection = new RawConnection(connected())) {
      connection.send(
          "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
              + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n");

      RawConnection.Answer answer = connection.answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Upgrade")).isEmpty();
    }
  }
}
