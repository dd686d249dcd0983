package com.remitflex.platform.http.gateway;

import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.ResponseHeader;
import com.remitflex.platform.http.server.Connections;
import com.remitflex.platform.http.server.CountedSocketOptions;
import com.remitflex.platform.http.server.GuardedConnectionSelector;
import com.remitflex.platform.http.server.HttpDate;
import com.remitflex.platform.http.server.HttpLimits;
import com.remitflex.platform.http.server.Listener;
import com.remitflex.platform.http.server.ServerTls;
import com.remitflex.platform.ids.IdPrefix;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The listening socket: HTTP/1.1 with or without TLS, and HTTP/2 with TLS, on one virtual thread
 * per connection and per stream.
 */
public final class HttpServer implements AutoCloseable {
  private static final Duration MAX_IDLE_CHECK_INTERVAL = Duration.ofMinutes(2);

  private final WebServer server;
  private final Gateway gateway;
  private final Connections connections;
  private final GuardedConnectionSelector guards;
  private final Optional<ServerTls> tls;
  private final AtomicInteger inFlight;
  private final Duration drain;

  private HttpServer(
      WebServer server,
      Gateway gateway,
      Connections connections,
      GuardedConnectionSelector guards,
      Optional<ServerTls> tls,
      AtomicInteger inFlight,
      Duration drain) {
    this.server = server;
    this.gateway = gateway;
    this.connections = connections;
    this.guards = guards;
    this.tls = tls;
    this.inFlight = inFlight;
    this.drain = drain;
  }

  /**
   * Starts to listen.
   *
   * @param drain how long {@link #close} waits for requests in flight
   * @throws com.remitflex.platform.http.server.TlsFiles.UnusableException if TLS cannot be served
   */
  public static HttpServer start(
      Listener listener, Gateway gateway, HttpLimits limits, Duration drain) {
    Optional<ServerTls> tls = listener.tls().map(ServerTls::start);
    AtomicInteger inFlight = new AtomicInteger();
    Connections connections = new Connections(limits, gateway::peer);
    GuardedConnectionSelector guards = guards(gateway, limits, connections);
    WebServerConfig.Builder server =
        WebServer.builder()
            .address(listener.address())
            .port(listener.port())
            .shutdownHook(false)
            .connectionOptions(CountedSocketOptions.of(connections))
            .shutdownGracePeriod(Duration.ofMillis(500))
            .idleConnectionTimeout(limits.idle())
            .idleConnectionPeriod(idleCheckInterval(limits.idle()))
            .protocolsDiscoverServices(false)
            .addConnectionSelector(guards)
            .directHandlers(unreadableRequests(gateway))
            .routing(everyRequest(gateway, inFlight));
    tls.map(ServerTls::tls).ifPresent(server::tls);
    return new HttpServer(
        server.build().start(), gateway, connections, guards, tls, inFlight, drain);
  }

  /**
   * Turns off the checks of Helidon that {@link RequestRules} and {@link ResponseWriter} make
   * instead.
   */
  private static GuardedConnectionSelector guards(
      Gateway gateway, HttpLimits limits, Connections connections) {
    return new GuardedConnectionSelector(
        Http1Config.builder()
            .maxHeadersSize(limits.headerBytes())
            .maxPrologueLength(limits.headerBytes())
            .validateRequestHeaders(false)
            .validatePath(false)
            .validatePrologue(false)
            .validateResponseHeaders(false)
            .sendKeepAliveHeader(false),
        limits,
        connections,
        gateway.connectionErrors());
  }

  private static Duration idleCheckInterval(Duration idle) {
    return idle.compareTo(MAX_IDLE_CHECK_INTERVAL) < 0 ? idle : MAX_IDLE_CHECK_INTERVAL;
  }

  private static DirectHandlers unreadableRequests(Gateway gateway) {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(
          type,
          (request, event, status, headers, message) ->
              transport(gateway.connectionErrors().malformed()));
    }
    return handlers.build();
  }

  private static HttpRouting.Builder everyRequest(Gateway gateway, AtomicInteger inFlight) {
    return HttpRouting.builder()
        .any((request, response) -> {
          inFlight.incrementAndGet();
          try {
            gateway.handle(request, response);
          } finally {
            inFlight.decrementAndGet();
          }
        });
  }

  public int port() {
    return server.port();
  }

  /** Registers how many connections and requests the server has. */
  public HttpServer measuredBy(MeterRegistry registry) {
    Gauge.builder("remitflex.http.connections", connections::admitted)
        .description("Open connections")
        .register(registry);
    Gauge.builder("remitflex.http.connections.limit", connections::max)
        .description("Maximum number of open connections")
        .register(registry);
    Gauge.builder("remitflex.http2.threads", guards::streamThreads)
        .description("Threads that serve requests of HTTP/2")
        .register(registry);
    Gauge.builder("remitflex.http.requests.in.flight", inFlight::get)
        .description("Requests that have no response yet")
        .register(registry);
    return this;
  }

  /** Stops listening once the requests in flight are completed, or the drain time is over. */
  @Override
  public void close() {
    gateway.drain();
    guards.drain();
    long end = System.nanoTime() + drain.toNanos();
    while (inFlight.get() > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(5_000_000);
    }
    server.stop();
    guards.close();
    tls.ifPresent(ServerTls::close);
  }

  private static DirectHandler.TransportResponse transport(Response response) {
    DirectHandler.TransportResponse.Builder builder =
        DirectHandler.TransportResponse.builder()
            .status(Status.create(response.status()))
            .header(HeaderNames.DATE, HttpDate.now())
            .header(HeaderNames.CONTENT_TYPE, response.contentType())
            .header(HeaderNames.create(ResponseHeader.REQUEST_ID.text()), IdPrefix.REQUEST.next())
            .keepAlive(false)
            .entity(response.body());
    response.headers().forEach((name, value) -> builder.header(HeaderNames.create(name), value));
    return builder.build();
  }
}
