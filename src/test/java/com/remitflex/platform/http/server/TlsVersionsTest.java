package com.remitflex.platform.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.remitflex.testing.TestCertificate;
import com.remitflex.testing.TestCertificate.Kind;
import com.remitflex.testing.TestDirectories;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What OpenSSL, whose client can still offer what is broken, agrees on with the server. */
@Tag("process")
class TlsVersionsTest {
  private static final Path DIRECTORY = TestDirectories.createOrFail("tls");
  private static final Path CERTIFICATE = DIRECTORY.resolve("certificate.pem");
  private static final Path KEY = DIRECTORY.resolve("key.pem");

  static {
    TestCertificate.create(Kind.RSA).write(CERTIFICATE, KEY);
  }

  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_TLS_CERTIFICATE", CERTIFICATE.toString(),
              "REMITFLEX_TLS_KEY", KEY.toString()));

  @ParameterizedTest
  @CsvSource({
    "-tls1,   ALL:@SECLEVEL=0",
    "-tls1_1, ALL:@SECLEVEL=0",
    "-tls1_2, AES128-SHA:@SECLEVEL=0",
    "-tls1_2, AES128-GCM-SHA256:@SECLEVEL=0",
    "-tls1_2, ECDHE-RSA-AES128-SHA256:@SECLEVEL=0",
    "-tls1_2, DHE-RSA-AES128-SHA:@SECLEVEL=0",
    "-tls1_2, aNULL:@SECLEVEL=0"
  })
  void whatIsBrokenOrHasNoForwardSecrecyIsRejected(String version, String ciphers)
      throws Exception {
    Handshake handshake = handshake(version, "-cipher", ciphers);

    assertThat(handshake.isComplete()).as(handshake.output()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_2, -cipher,       ECDHE-RSA-AES128-GCM-SHA256",
    "-tls1_2, -cipher,       ECDHE-RSA-CHACHA20-POLY1305",
    "-tls1_3, -ciphersuites, TLS_AES_128_GCM_SHA256",
    "-tls1_3, -ciphersuites, TLS_CHACHA20_POLY1305_SHA256"
  })
  void whatIsSafeIsAccepted(String version, String option, String suite) throws Exception {
    Handshake handshake = handshake(version, option, suite);

    assertThat(handshake.isComplete()).as(handshake.output()).isTrue();
    assertThat(handshake.output()).contains(suite);
  }

  @BeforeAll
  static void requireOpenSsl() {
    assumeTrue(
        System.getenv("CI") != null || Files.isExecutable(Path.of("/usr/bin/openssl")),
        "no OpenSSL here");
  }

  private record Handshake(int status, String output) {
    boolean isComplete() {
      return status == 0 && output.contains("BEGIN CERTIFICATE");
    }
  }

  private static Handshake handshake(String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + server.port()));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write("Q\n".getBytes(StandardCharsets.US_ASCII));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Handshake(process.waitFor(), output);
  }
}
