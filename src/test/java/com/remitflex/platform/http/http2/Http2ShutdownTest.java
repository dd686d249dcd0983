package com.remitflex.platform.http.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.gateway.Gateway;
import com.remitflex.platform.http.gateway.HttpServer;
import com.remitflex.platform.http.server.HttpLimits;
import com.remitflex.platform.http.server.Listener;
import com.remitflex.platform.http.server.TlsFiles;
import com.remitflex.testing.Await;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.RawHttp2;
import com.remitflex.testing.SecureServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers of their own, whose requests take as long as a test wants. */
@Timeout(60)
class Http2ShutdownTest {
  private static final SecureServer SECURE = new SecureServer();
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final CountDownLatch started = new CountDownLatch(3);
  private final CountDownLatch released = new CountDownLatch(1);
  private final MeterRegistry metrics = new SimpleMeterRegistry();

  private HttpServer start(int connectionsPerAddress) {
    PublicRoutes routes =
        new PublicRoutes()
            .page("/fast", () -> page("fast"))
            .page(
                "/slow",
                () -> {
                  started.countDown();
                  awaitRelease();
                  return page("slow");
                });
    return HttpServer.start(
            new Listener(
                InetAddress.getLoopbackAddress(),
                0,
                Optional.of(new TlsFiles(SECURE.certificateFile(), SECURE.keyFile()))),
            Gateway.withoutApi(routes, "https://localhost"),
            new HttpLimits(16 * 1024, 100, 1024, LIMIT, LIMIT, LIMIT, 1_000, connectionsPerAddress),
            LIMIT)
        .measuredBy(metrics);
  }

  private void awaitNoStreamThread() {
    Await.until(
        "all threads have ended",
        () -> metrics.get("remitflex.http2.threads").gauge().value() == 0);
  }

  private void awaitRelease() {
    try {
      assertThat(released.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Response page(String text) {
    return new Response(200, "text/plain", text.getBytes(), Map.of());
  }

  private static RawHttp2 connect(HttpServer server) {
    return new RawHttp2(SECURE.socket(server.port(), "h2"));
  }

  @Test
  void aShutdownIsAnnouncedAndResponsesInFlightAreCompleted() throws Exception {
    HttpServer server = start(10);
    try (RawHttp2 client = connect(server);
        RawHttp2 idle = connect(server)) {
      assertThat(idle.get(1, "/fast").answer(1).body()).isEqualTo("fast");
      client.get(1, "/slow").get(3, "/slow").get(5, "/slow");
      assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();

      Thread closing = Thread.ofVirtual().start(server::close);
      RawHttp2.Frame goAway = client.next(RawHttp2.GOAWAY).orElseThrow();
      assertThat(goAway.error()).isZero();
      assertThat(goAway.lastStream()).isEqualTo(5);
      assertThat(idle.endsWith()).isZero();

      released.countDown();
      assertThat(client.answers(3)).allMatch(body -> body.equals("slow")).hasSize(3);
      assertThat(client.next(RawHttp2.GOAWAY)).isEmpty();
      closing.join();
    }
  }

  /** One address has so many requests at the same time, on as many connections as it likes. */
  @Test
  void streamsCountAsConnections() throws Exception {
    try (HttpServer server = start(4);
        RawHttp2 first = connect(server);
        RawHttp2 second = connect(server)) {
      assertThat(second.get(1, "/fast").answer(1).status()).isEqualTo(200);
      first.get(1, "/slow").get(3, "/slow").get(5, "/slow");
      assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();

      RawHttp2.Answer rejected = first.get(7, "/fast").answer(7);
      assertThat(rejected.status()).isEqualTo(503);
      assertThat(rejected.errorCode()).isEqualTo("SERVICE_UNAVAILABLE");
      // A connection has its first request without another place.
      assertThat(second.get(3, "/fast").answer(3).status()).isEqualTo(200);
      second.get(5, "/slow");
      assertThat(second.get(7, "/fast").answer(7).status()).isEqualTo(503);
      try (RawHttp2 third = connect(server)) {
        RawHttp2.Frame goAway = third.next(RawHttp2.GOAWAY).orElseThrow();
        assertThat(goAway.error()).isEqualTo(ENHANCE_YOUR_CALM);
        assertThat(goAway.lastStream()).isZero();
      }
      try (RawConnection old = new RawConnection(SECURE.socket(server.port()))) {
        old.send("GET /fast HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(old.answer().errorCode()).isEqualTo("SERVICE_UNAVAILABLE");
      }

      released.countDown();
      assertThat(first.answers(3)).hasSize(3);
      awaitNoStreamThread();
      assertThat(first.get(9, "/fast").answer(9).status()).isEqualTo(200);
    }
  }

  @Test
  void aRequestThatWasResetCountsUntilItsWorkHasEnded() throws Exception {
    try (HttpServer server = start(3);
        RawHttp2 client = connect(server)) {
      for (int stream = 1; stream <= 5; stream += 2) {
        client.get(stream, "/slow");
      }
      assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
      for (int stream = 1; stream <= 5; stream += 2) {
        client.send(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
      }

      assertThat(client.get(7, "/fast").answer(7).status()).isEqualTo(503);
      released.countDown();
      awaitNoStreamThread();
      assertThat(client.get(9, "/fast").answer(9).status()).isEqualTo(200);
    }
  }
}
