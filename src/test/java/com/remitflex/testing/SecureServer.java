package com.remitflex.testing;

import com.remitflex.testing.TestCertificate.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A certificate for a test server, and clients that trust it. */
public final class SecureServer {
  private final Path directory = TestDirectories.createOrFail("tls");
  private final TestCertificate certificate = TestCertificate.create(Kind.EC);

  public SecureServer() {
    certificate.write(certificateFile(), keyFile());
  }

  public Path certificateFile() {
    return directory.resolve("certificate.pem");
  }

  public Path keyFile() {
    return directory.resolve("key.pem");
  }

  /** The settings of the server, with these in addition. */
  public Map<String, String> settings(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.put("REMITFLEX_TLS_CERTIFICATE", certificateFile().toString());
    all.put("REMITFLEX_TLS_KEY", keyFile().toString());
    return all;
  }

  /** A client of the JDK that speaks this version. */
  public HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder().sslContext(certificate.trusted()).version(version).build();
  }

  public static URI uri(int port, String path) {
    return URI.create("https://localhost:" + port + path);
  }

  /** A connected socket before its handshake, which offers these protocols. */
  public SSLSocket socket(int port, String... offered) {
    try {
      SSLSocket socket =
          (SSLSocket)
              certificate
                  .trusted()
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), port);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(offered);
      socket.setSSLParameters(parameters);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
