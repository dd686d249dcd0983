package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.testing.TestCertificate;
import com.remitflex.testing.TestCertificate.Kind;
import com.remitflex.testing.TestDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the server listens, and with which certificate. */
class ListenSettingsTest {
  @TempDir(factory = TestDirectories.class)
  Path directory;

  private Map<String, String> tls(TestCertificate certificate) {
    Path file = directory.resolve("certificate.pem");
    Path key = directory.resolve("key.pem");
    certificate.write(file, key);
    return Map.of(
        "REMITFLEX_TLS_CERTIFICATE", file.toString(), "REMITFLEX_TLS_KEY", key.toString());
  }

  private static Map<String, String> with(Map<String, String> settings, String... more) {
    Map<String, String> all = new HashMap<>(settings);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  @Test
  void byDefaultOnlyThisMachineCanConnect() {
    Config config = Config.read(Map.of());

    assertThat(config.listener().isLocal()).isTrue();
    assertThat(config.publicUrl()).isEqualTo("http://localhost:8080");
  }

  /** Cookies and passkeys belong to a whole host (decision 0042). */
  @ParameterizedTest
  @ValueSource(
      strings = {"https://example.com/remitflex", "http://localhost:8080/a/b", "https://[::1]/x"})
  void aPublicUrlWithAPathStopsTheStart(String url) {
    assertThatThrownBy(() -> Config.read(Map.of("REMITFLEX_PUBLIC_URL", url)))
        .hasMessageContaining("REMITFLEX_PUBLIC_URL must be a URL without a path")
        .hasMessageContaining("give RemitFlex a host name of its own")
        .hasMessageContaining(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://pay.example.com", "https://pay.example.com:8443", "http://[::1]"})
  void aPublicUrlIsAHost(String url) {
    assertThat(Config.read(Map.of("REMITFLEX_PUBLIC_URL", url)).publicUrl()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void otherMachinesNeedTlsOrATrustedProxy(String address) {
    Map<String, String> listen = Map.of("REMITFLEX_LISTEN", address);

    assertThatThrownBy(() -> Config.read(listen))
        .hasMessageContaining("REMITFLEX_LISTEN")
        .hasMessageContaining("TLS");
    assertThat(
            Config.read(with(listen, "REMITFLEX_TRUSTED_PROXIES", "10.0.0.1")).listener().isLocal())
        .isFalse();
    assertThat(
            Config.read(with(tls(TestCertificate.create(Kind.EC)), "REMITFLEX_LISTEN", address))
                .listener()
                .isTls())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "127.1", "0", "example.com", "127.0.0.1:8080", "fe80::1%eth0"})
  void onlyAnIpAddressIsAccepted(String address) {
    assertThatThrownBy(() -> Config.read(Map.of("REMITFLEX_LISTEN", address)))
        .hasMessageContaining("REMITFLEX_LISTEN must be an IP address");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyFormatOfAKeyIsRead(Kind kind) throws IOException {
    TestCertificate certificate = TestCertificate.create(kind);
    Map<String, String> settings = tls(certificate);

    assertThat(Config.read(settings).publicUrl()).isEqualTo("https://localhost:8080");
    Files.writeString(directory.resolve("key.pem"), certificate.legacyPem());
    assertThat(Config.read(settings).listener().isTls()).isTrue();
  }

  @Test
  void theKeyMustBelongToTheCertificate() throws IOException {
    Map<String, String> settings = tls(TestCertificate.create(Kind.EC));
    Files.writeString(
        directory.resolve("key.pem"), TestCertificate.pem(TestCertificate.create(Kind.EC).pkcs8()));

    assertThatThrownBy(() -> Config.read(settings))
        .hasMessageContaining("key.pem is not the private key of the first certificate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "text", "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"})
  void anUnusableKeyIsNamed(String text) throws IOException {
    Map<String, String> settings = tls(TestCertificate.create(Kind.EC));
    Files.writeString(directory.resolve("key.pem"), text);

    assertThatThrownBy(() -> Config.read(settings))
        .hasMessageContaining("REMITFLEX_TLS_KEY")
        .hasMessageContaining("key.pem");
  }

  @Test
  void bothFilesAreRequiredAndMustExist() {
    Map<String, String> settings = tls(TestCertificate.create(Kind.EC));
    Map<String, String> missing =
        with(settings, "REMITFLEX_TLS_CERTIFICATE", directory.resolve("none.pem").toString());

    assertThatThrownBy(() -> Config.read(missing)).hasMessageContaining("none.pem does not exist");
    assertThatThrownBy(
            () -> Config.read(Map.of("REMITFLEX_TLS_KEY", directory.resolve("key.pem").toString())))
        .hasMessageContaining("must be set together");
  }
}
