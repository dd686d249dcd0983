package com.remitflex.features.rails.signer.wire;

import com.remitflex.features.rails.signer.SignerException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Connects over TLS, and requires a certificate for the host's name. */
record TlsConnector(String host, int port, SSLContext context) implements RemoteSigner.Connector {
  private static final int MAX_MILLIS = 5_000;

  /**
   * A connector that trusts the certificates in a file, or those that Java trusts.
   *
   * @throws SignerException if the file has no certificate
   */
  static TlsConnector of(String host, int port, Optional<Path> certificate) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManagerFactory trusted =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      if (certificate.isPresent()) {
        trusted.init(store(certificate.get()));
        context.init(null, trusted.getTrustManagers(), null);
      } else {
        context.init(null, null, null);
      }
      return new TlsConnector(host, port, context);
    } catch (IOException | GeneralSecurityException e) {
      throw new SignerException(
          "REMITFLEX_SIGNER_CERTIFICATE must be a PEM file with a certificate: " + e.getMessage(),
          e);
    }
  }

  private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("signer-" + number++, one);
      }
      if (number == 0) {
        throw new IOException(file + " contains none");
      }
    }
    return store;
  }

  @Override
  public Link connect() throws IOException {
    Socket transport = new Socket();
    try {
      transport.connect(new InetSocketAddress(host, port), MAX_MILLIS);
      SSLSocket tls =
          (SSLSocket) context.getSocketFactory().createSocket(transport, host, port, true);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setProtocols(new String[] {"TLSv1.3"});
      tls.setSSLParameters(parameters);
      return Link.of(tls, transport);
    } catch (IOException | RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  @Override
  public String place() {
    return "tls://" + host + ":" + port;
  }
}
