package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.platform.access.Scope;
import com.remitflex.testing.Await;
import com.remitflex.testing.CuttingProxy;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.Scrape;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The port for metrics and health: what it serves, to whom, and under which load. */
class ManagementPortTest {
  private static final int MAX_CONNECTIONS = 32;

  @RegisterExtension static final TestServer server = TestServer.standard();

  @Test
  void healthIsOnBothPorts() {
    for (String path : List.of("/healthz", "/readyz")) {
      assertThat(Scrape.get(server.managementPort(), path).statusCode()).isEqualTo(200);
      assertThat(Scrape.get(server.managementPort(), path).body())
          .isEqualTo(Scrape.get(server.port(), path).body());
    }
  }

  @Test
  void metricsAreTextForPrometheus() {
    assertThat(Scrape.get(server.managementPort(), "/metrics").headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/v1/balances", "/dashboard", "/docs", "/metrics/", "/metricsx"})
  void nothingElseIsOnTheManagementPort(String path) {
    assertThat(Scrape.get(server.managementPort(), path).statusCode()).isEqualTo(404);
  }

  @Test
  void metricsAreNotOnThePublicPort() {
    assertThat(Scrape.get(server.port(), "/metrics").statusCode()).isEqualTo(401);
    assertThat(server.newClient(Scope.ADMIN).get("/metrics").status()).isEqualTo(404);
  }

  @Test
  void onlyReadingIsPossible() {
    try (RawConnection connection = new RawConnection(server.managementPort())) {
      assertThat(
              connection
                  .send("POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
                  .answer()
                  .status())
          .isEqualTo(405);
    }
  }

  @Test
  void otherMachinesCannotConnect() throws IOException {
    for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : one.inetAddresses().toList()) {
        if (!address.isLoopbackAddress()) {
          assertThatThrownBy(() -> connect(address)).isInstanceOf(IOException.class);
        }
      }
    }
  }

  private static void connect(InetAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, server.managementPort()), 1_000);
    }
  }

  /** The connections of one port are no longer available, and the other one responds. */
  @Test
  @Tag("slow")
  void scrapersCannotUseUpTheConnectionsOfTheApi() {
    List<RawConnection> open = new ArrayList<>();
    try {
      for (int i = 0; i < MAX_CONNECTIONS; i++) {
        open.add(
            new RawConnection(server.managementPort())
                .send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n"));
      }
      try (RawConnection oneTooMany = new RawConnection(server.managementPort())) {
        assertThat(oneTooMany.answer().status()).isEqualTo(503);
      }
      assertThat(server.newClient(Scope.READ).get("/v1/balances").status()).isEqualTo(200);

      // A request that does not arrive loses its connection after five seconds.
      Await.until("the port is free again", ManagementPortTest::responds);
    } finally {
      open.forEach(RawConnection::close);
    }
  }

  private static boolean responds() {
    return Scrape.get(server.managementPort(), "/healthz").statusCode() == 200;
  }

  @Test
  void aFloodOfScrapesCostsOneASecond() {
    String first = Scrape.of(server.managementPort()).text();
    int same = 0;
    for (int i = 0; i < 50; i++) {
      same += Scrape.of(server.managementPort()).text().equals(first) ? 1 : 0;
    }
    assertThat(same).isPositive();
  }

  @Test
  void theTwoPortsMustDiffer() {
    assertThatThrownBy(() ->
            Config.read(Map.of("REMITFLEX_PORT", "8080", "REMITFLEX_MANAGEMENT_PORT", "8080")))
        .hasMessageContaining("must be two different ports");
    assertThatThrownBy(() -> Config.read(Map.of("REMITFLEX_MANAGEMENT_PORT", "70000")))
        .hasMessageContaining("REMITFLEX_MANAGEMENT_PORT must be a whole number from 0 to 65535");
  }

  /** Without PostgreSQL, a scrape takes as long as ever and says what is missing. */
  @Test
  @Tag("slow")
  void itRespondsWithoutADatabase() throws IOException {
    String database = TestDatabase.create();
    try (CuttingProxy proxy = new CuttingProxy(database)) {
      Config config =
          Config.read(
              Map.of(
                  "REMITFLEX_PORT", "0",
                  "REMITFLEX_DATABASE_URL", proxy.url(),
                  "REMITFLEX_SECRETS_DIR", TestDatabase.secretsDirectory().toString(),
                  "REMITFLEX_DATA_DIR", TestDatabase.secretsDirectory().toString()));
      try (Storage storage = Storage.start(config, line -> {});
          App app = new App(config, storage)) {
        Scrape.until(
            "the database is up",
            app.managementPort(),
            scrape -> scrape.value("remitflex_database_up") == 1);

        proxy.cutOff();

        Scrape.until(
            "the database is away",
            app.managementPort(),
            scrape ->
                scrape.value("remitflex_database_up") == 0
                    && scrape.value("remitflex_ready") == 0
                    && scrape.value("remitflex_lease_held") == 0
                    && scrape.value("remitflex_lease_failures_total") > 0);
        long startNanos = System.nanoTime();
        Scrape.of(app.managementPort());
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
            .isLessThan(Duration.ofSeconds(2));
        assertThat(Scrape.get(app.managementPort(), "/healthz").statusCode()).isEqualTo(200);
        assertThat(Scrape.get(app.managementPort(), "/readyz").statusCode()).isEqualTo(503);
        proxy.restore();
        Scrape.until(
            "the database is back",
            app.managementPort(),
            scrape -> scrape.value("remitflex_ready") == 1);
      }
    }
  }
}
