package com.remitflex.platform.http.management;

import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.gateway.Gateway;
import com.remitflex.platform.http.gateway.HttpServer;
import com.remitflex.platform.http.server.HttpLimits;
import com.remitflex.platform.http.server.Listener;
import com.remitflex.platform.jobs.Recent;
import com.remitflex.platform.telemetry.ProcessMetrics;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The management port: metrics and health, for programs on this machine. It has connections of its
 * own, so that it responds when those of the API are used up.
 */
public final class ManagementPort {
  /** Limits the work, however often the metrics are read. */
  private static final Duration MAX_AGE = Duration.ofSeconds(1);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofMinutes(2);
  private static final Duration DRAIN = Duration.ofSeconds(1);
  private static final int MAX_CONNECTIONS = 32;

  private static final HttpLimits LIMITS =
      new HttpLimits(
          16 * 1024, 100, 1024, TIMEOUT, TIMEOUT, IDLE, MAX_CONNECTIONS, MAX_CONNECTIONS);

  private ManagementPort() {}

  /**
   * Starts it.
   *
   * @param port the TCP port; 0 uses a free one
   */
  public static HttpServer start(
      int port, String publicUrl, ProcessMetrics metrics, Readiness readiness) {
    Recent<byte[]> scrape = new Recent<>(metrics::scrape, MAX_AGE);
    PublicRoutes routes = new PublicRoutes();
    routes.page(
        "/metrics", () -> new Response(200, ProcessMetrics.CONTENT_TYPE, scrape.get(), Map.of()));
    readiness.addTo(routes);
    return HttpServer.start(
        new Listener(InetAddress.getLoopbackAddress(), port, Optional.empty()),
        Gateway.withoutApi(routes, publicUrl),
        LIMITS,
        DRAIN);
  }
}
