package com.remitflex.platform.http.gateway;

import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.SqlErrorKind;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Authenticator;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.PublicRequest;
import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.RequestContext;
import com.remitflex.platform.http.api.RequestLimit;
import com.remitflex.platform.http.api.RequestListener;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.http.api.UnauthorizedLimit;
import com.remitflex.platform.http.server.ClientAddress;
import com.remitflex.platform.http.server.ConnectionGuard;
import com.remitflex.platform.http.server.ForwardedHeader;
import com.remitflex.platform.http.server.Peer;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.telemetry.ProcessMetrics;
import com.remitflex.platform.telemetry.Span;
import com.remitflex.platform.telemetry.Traces;
import com.remitflex.platform.text.ApiKeyText;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry point of every request: it chooses the pipeline, turns exceptions into error responses,
 * records the request and sends the response.
 */
public final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private static final int MAX_USER_AGENT = 255;
  private static final Pattern CONTROL_CHARACTER = Pattern.compile("\\p{Cntrl}");

  private final PublicRoutes publicRoutes;
  private final RequestListener listener;
  private final ErrorResponse errors;
  private final ClientAddress clientAddress;
  private final RequestMetrics metrics;
  private final RequestTraces traces;
  private final Pipeline api;
  private final ResponseWriter responses;
  private final Simulations simulations = new Simulations();
  private volatile boolean draining;

  /**
   * The gateway of a server.
   *
   * @param publicRoutes the routes that need no key
   * @param publicUrl base of every link
   * @param clientAddress determines the address of a request's client
   * @param registry registers the metrics of the requests
   * @param traces records the traces of the requests
   */
  public Gateway(
      Authenticator authenticator,
      RequestLimit requestLimit,
      UnauthorizedLimit unauthorizedLimit,
      Routes routes,
      PublicRoutes publicRoutes,
      RequestListener listener,
      String publicUrl,
      ClientAddress clientAddress,
      MeterRegistry registry,
      Traces traces) {
    this.publicRoutes = publicRoutes;
    this.listener = listener;
    this.errors = new ErrorResponse(publicUrl);
    this.clientAddress = clientAddress;
    this.responses = new ResponseWriter(StrictTransport.header(publicUrl), this::isDraining);
    this.metrics = new RequestMetrics(registry, routes, publicRoutes);
    this.traces = new RequestTraces(traces);
    this.api =
        new ApiPipeline(
            new KeyAuthentication(authenticator, unauthorizedLimit, new KeyCheckMetrics(registry)),
            requestLimit,
            routes,
            errors,
            this::isDraining,
            simulations);
  }

  private Gateway(PublicRoutes publicRoutes, String publicUrl) {
    this.publicRoutes = publicRoutes;
    this.listener = exchange -> {};
    this.errors = new ErrorResponse(publicUrl);
    this.clientAddress = new ClientAddress(List.of(), ForwardedHeader.EITHER);
    this.responses = new ResponseWriter(Optional.empty(), this::isDraining);
    this.metrics = new RequestMetrics(ProcessMetrics.none(), new Routes(List.of()), publicRoutes);
    this.traces = new RequestTraces(Traces.OFF);
    this.api = new PublicPipeline(Gateway::notFound, errors);
  }

  /** The gateway of a server that has nothing but these routes, and whose requests do not count. */
  public static Gateway withoutApi(PublicRoutes routes, String publicUrl) {
    return new Gateway(routes, publicUrl);
  }

  private static Response notFound(PublicRequest request) {
    throw ApiError.of(ErrorCode.NOT_FOUND, "This server has nothing at this path.").exception();
  }

  /** Rejects every further request of the API; those in flight are completed. */
  void drain() {
    draining = true;
    simulations.drain();
  }

  private boolean isDraining() {
    return draining;
  }

  void handle(ServerRequest request, ServerResponse response) {
    try (Span span = traces.start(request.headers())) {
      handle(request, response, span);
    }
  }

  private void handle(ServerRequest request, ServerResponse response, Span span) {
    ConnectionGuard guard = ConnectionGuard.current();
    RequestContext context =
        new RequestContext(request, guard.requestLine(), client(guard.peer(), request));
    Optional<ApiError> malformed =
        RequestRules.error(
            guard.requestLine(), request.prologue(), request.headers(), guard.limits().headers());
    Pipeline pipeline = pipeline(context);

    try {
      respond(response, request, context, pipeline, malformed, span);
    } finally {
      simulations.end(context);
    }
  }

  private void respond(
      ServerResponse response,
      ServerRequest request,
      RequestContext context,
      Pipeline pipeline,
      Optional<ApiError> malformed,
      Span span) {
    ConnectionGuard guard = ConnectionGuard.current();
    Response result =
        HttpsRule.error(guard.peer(), request.isSecure(), request.headers())
            .map(error -> pipeline.reject(context, error))
            .orElseGet(() -> respond(pipeline, context, malformed));
    RequestTraces.describe(span, context, result);
    boolean isUnreadable = malformed.isPresent() || RequestRules.isAmbiguous(request.headers());
    send(response, result, context, pipeline, isUnreadable);
  }

  private Pipeline pipeline(RequestContext context) {
    Optional<PublicRoutes.Target> target = publicRoutes.find(context.method(), context.path());
    if (target.isEmpty()) {
      return api;
    }
    context.routed(target.get().template());
    return new PublicPipeline(target.get().handler(), errors);
  }

  /** The one place that turns exceptions into responses. */
  private static Response respond(
      Pipeline pipeline, RequestContext context, Optional<ApiError> malformed) {
    try {
      return pipeline.respond(context, malformed);
    } catch (ApiException e) {
      return pipeline.reject(context, e.error());
    } catch (UncheckedIOException | CloseConnectionException e) {
      throw e;
    } catch (RuntimeException e) {
      return pipeline.reject(context, unexpected(context.client.requestId(), e));
    }
  }

  /** Records the request, then sends its response: it stays on record even after a crash. */
  private void send(
      ServerResponse response,
      Response result,
      RequestContext context,
      Pipeline pipeline,
      boolean isUnreadable) {
    metrics.record(context, result.status());
    // Bytes that are left unread on the connection must not be read as the next request.
    long unread = context.body.unread();
    boolean isLast =
        isUnreadable || unread > 0 || context.isLast() || ResponseWriter.ends(result, context);
    Optional<Exchange> exchange =
        pipeline.isRecorded() ? Optional.of(context.exchange(result)) : Optional.empty();
    exchange.ifPresent(listener::record);
    try {
      simulations.beforeResponse(context);
      responses.write(response, result, context, isLast);
    } finally {
      exchange.ifPresent(listener::sent);
    }
    if (isLast) {
      ConnectionGuard.current().leave(isUnreadable ? 0 : unread);
      // Helidon sends the header `Connection: close`, but would go on reading.
      throw new CloseConnectionException("this was the last request");
    }
  }

  ConnectionErrors connectionErrors() {
    return new ConnectionErrors(errors, metrics);
  }

  /** The peer of a connection. */
  Peer peer(SocketAddress address) {
    return clientAddress.peer(address);
  }

  private Client client(Peer peer, ServerRequest request) {
    return new Client(
        clientAddress.of(peer, request.headers()),
        request.headers().first(HeaderNames.USER_AGENT).map(Gateway::shortened),
        IdPrefix.REQUEST.next());
  }

  /** Replaces control characters: they are stored even if the request is rejected for them. */
  private static String shortened(String userAgent) {
    String masked = CONTROL_CHARACTER.matcher(ApiKeyText.mask(userAgent)).replaceAll(" ");
    return masked.substring(0, Math.min(MAX_USER_AGENT, masked.length()));
  }

  private static ApiError unexpected(String requestId, RuntimeException exception) {
    Optional<SqlErrorKind> kind = SqlErrorKind.find(exception);
    if (kind.isPresent() && kind.get() != SqlErrorKind.DATA) {
      LOG.warn("{} rejected: the database is unreachable: {}", requestId, exception.toString());
      return ApiError.later(
          ErrorCode.SERVICE_UNAVAILABLE,
          "The database is currently unreachable. The request had no effect; try again.",
          1);
    }
    LOG.error("{} failed", requestId, exception);
    return ApiError.of(
        ErrorCode.INTERNAL_ERROR, "The server failed unexpectedly. Report the X-Request-Id.");
  }
}
