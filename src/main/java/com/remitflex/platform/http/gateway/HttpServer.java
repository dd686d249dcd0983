package com.remitflex.platform.http.gateway;

import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.ResponseHeader;
import com.remitflex.platform.http.server.Connections;
import com.remitflex.platform.http.server.CountedSocketOptions;
import com.remitflex.platform.http.server.GuardedConnectionSelector;
import com.remitflex.platform.http.server.HttpDate;
import com.remitflex.platform.http.server.HttpLimits;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The listening socket: HTTP/1.1 on the loopback address, one virtual thread a connection. */
public final class HttpServer implements AutoCloseable {
  private static final Duration LONGEST_LOOK_FOR_IDLE = Duration.ofMinutes(2);

  private final WebServer server;
  private final Gateway gateway;
  private final GuardedConnectionSelector receptions;
  private final AtomicInteger inFlight;
  private final Duration drain;

  private HttpServer(
      WebServer server,
      Gateway gateway,
      GuardedConnectionSelector receptions,
      AtomicInteger inFlight,
      Duration drain) {
    this.server = server;
    this.gateway = gateway;
    this.receptions = receptions;
    this.inFlight = inFlight;
    this.drain = drain;
  }

  /**
   * Starts to listen.
   *
   * @param port TCP port; 0 takes a free one
   * @param drain how long {@link #close} waits for requests under way
   */
  public static HttpServer start(int port, Gateway gateway, HttpLimits limits, Duration drain) {
    DirectHandlers.Builder direct = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      direct.addHandler(
          type, (request, event, status, headers, message) -> transport(gateway.malformed()));
    }
    AtomicInteger inFlight = new AtomicInteger();
    Connections connections = new Connections(limits, gateway::isProxy);
    GuardedConnectionSelector receptions =
        new GuardedConnectionSelector(
            Http1Config.builder()
                .maxHeadersSize(limits.headerBytes())
                .maxPrologueLength(limits.headerBytes())
                .validateRequestHeaders(false)
                .validatePath(false)
                .validatePrologue(false)
                .sendKeepAliveHeader(false),
            limits,
            connections,
            gateway::overloaded);
    WebServer server =
        WebServer.builder()
            .address(InetAddress.getLoopbackAddress())
            .port(port)
            .shutdownHook(false)
            .connectionOptions(CountedSocketOptions.of(connections))
            .shutdownGracePeriod(Duration.ofMillis(500))
            .idleConnectionTimeout(limits.idle())
            .idleConnectionPeriod(
                limits.idle().compareTo(LONGEST_LOOK_FOR_IDLE) < 0
                    ? limits.idle()
                    : LONGEST_LOOK_FOR_IDLE)
            .protocolsDiscoverServices(false)
            .addConnectionSelector(receptions)
            .directHandlers(direct.build())
            .routing(
                HttpRouting.builder()
                    .any((request, response) -> {
                      inFlight.incrementAndGet();
                      try {
                        gateway.handle(request, response);
                      } finally {
                        inFlight.decrementAndGet();
                      }
                    }))
            .build()
            .start();
    return new HttpServer(server, gateway, receptions, inFlight, drain);
  }

  public int port() {
    return server.port();
  }

  /** Stops to listen once the requests under way are answered, or the drain time is over. */
  @Override
  public void close() {
    gateway.drain();
    long end = System.nanoTime() + drain.toNanos();
    while (inFlight.get() > 0 && System.nanoTime() < end) {
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
    server.stop();
    receptions.close();
  }

  private static DirectHandler.TransportResponse transport(Response reply) {
    DirectHandler.TransportResponse.Builder builder =
        DirectHandler.TransportResponse.builder()
            .status(Status.create(reply.status()))
            .header(HeaderNames.DATE, HttpDate.now())
            .header(HeaderNames.CONTENT_TYPE, reply.contentType())
            .header(
                HeaderNames.create(ResponseHeader.REQUEST_ID.text()),
                com.remitflex.platform.ids.IdPrefix.REQUEST.next())
            .keepAlive(false)
            .entity(reply.body());
    reply.headers().forEach((name, value) -> builder.header(HeaderNames.create(name), value));
    return builder.build();
  }
}
