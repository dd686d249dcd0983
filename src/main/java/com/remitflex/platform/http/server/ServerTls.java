package com.remitflex.platform.http.server;

import com.remitflex.platform.jobs.PeriodicTask;
import io.helidon.common.tls.Tls;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.2 and 1.3 with the certificate of two files, which are read again when they change. New
 * connections get the new certificate; open connections are not affected. If the new files are
 * unusable, the last certificate stays in use.
 */
public final class ServerTls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);
  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** Only suites with forward secrecy and authenticated encryption. */
  private static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final TlsFiles files;
  private final Tls tls;
  private final PeriodicTask reload;
  private TlsFiles.Identity current;

  private ServerTls(TlsFiles files) {
    this.files = files;
    this.current = files.read();
    warnIfInvalid(current.certificate());
    this.tls = tls(current);
    this.reload =
        PeriodicTask.every(
            CHECK_INTERVAL,
            "tls-files",
            "the changed TLS certificate was not loaded, and the last one stays in use",
            this::reloadIfChanged);
  }

  /**
   * Reads the files and starts to watch them.
   *
   * @throws TlsFiles.UnusableException if they cannot serve TLS
   */
  public static ServerTls start(TlsFiles files) {
    ServerTls server = new ServerTls(files);
    server.reload.start();
    return server;
  }

  /** The TLS settings of the listening socket. */
  public Tls tls() {
    return tls;
  }

  private static Tls tls(TlsFiles.Identity identity) {
    return Tls.builder()
        .privateKey(identity.key())
        .privateKeyCertChain(identity.chain())
        .enabledProtocols(PROTOCOLS)
        .enabledCipherSuites(CIPHER_SUITES)
        .build();
  }

  /** Compares the contents: a tool may replace a file without changing its time. */
  private void reloadIfChanged() {
    TlsFiles.Identity read = files.read();
    if (read.equals(current)) {
      return;
    }
    tls.reload(tls(read));
    current = read;
    LOG.info(
        "loaded the TLS certificate with the serial number {}",
        read.certificate().getSerialNumber());
    warnIfInvalid(read.certificate());
  }

  private static void warnIfInvalid(X509Certificate certificate) {
    try {
      certificate.checkValidity();
    } catch (CertificateException e) {
      LOG.warn("clients will not accept the TLS certificate; replace its file: {}", e.toString());
    }
  }

  @Override
  public void close() {
    reload.close();
  }
}
