package com.remitflex.platform.http.gateway;

import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.database.SqlErrorKind;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Authentication;
import com.remitflex.platform.http.api.AuthenticationRequest;
import com.remitflex.platform.http.api.Authenticator;
import com.remitflex.platform.http.api.Check;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.PublicRequest;
import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.Rejection;
import com.remitflex.platform.http.api.RequestContext;
import com.remitflex.platform.http.api.RequestLimit;
import com.remitflex.platform.http.api.RequestListener;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.ResponseHeader;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.http.api.UnauthorizedLimit;
import com.remitflex.platform.http.server.ClientAddress;
import com.remitflex.platform.http.server.ConnectionGuard;
import com.remitflex.platform.http.server.HttpDate;
import com.remitflex.platform.http.server.RequestLine;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.text.ApiKeyText;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of every request: authenticate, count against the rate limit, find the route, check the
 * scope, and only then look at parameters and body. The one place that answers errors.
 */
public final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private static final int LONGEST_USER_AGENT = 255;

  private final Authenticator authenticator;
  private final RequestLimit requestLimit;
  private final UnauthorizedLimit unauthorizedLimit;
  private final Routes routes;
  private final PublicRoutes openRoutes;
  private final RequestListener journal;
  private final ErrorResponse errors;
  private final ClientAddress clientAddress;
  private final ResponseWriter responses = new ResponseWriter(this::isDraining);
  private volatile boolean draining;

  /**
   * The way of every request.
   *
   * @param openRoutes what is answered without a key
   * @param publicUrl base of every link
   * @param clientAddress which address a request comes from
   */
  public Gateway(
      Authenticator authenticator,
      RequestLimit requestLimit,
      UnauthorizedLimit unauthorizedLimit,
      Routes routes,
      PublicRoutes openRoutes,
      RequestListener journal,
      String publicUrl,
      ClientAddress clientAddress) {
    this.authenticator = authenticator;
    this.requestLimit = requestLimit;
    this.unauthorizedLimit = unauthorizedLimit;
    this.routes = routes;
    this.openRoutes = openRoutes;
    this.journal = journal;
    this.errors = new ErrorResponse(publicUrl);
    this.clientAddress = clientAddress;
  }

  /** From now on every request but those under way is refused. */
  void drain() {
    draining = true;
  }

  private boolean isDraining() {
    return draining;
  }

  void handle(ServerRequest request, ServerResponse response) {
    RequestLine line = ConnectionGuard.current().requestLine();
    RequestContext visit = new RequestContext(request, line, client(request));
    Optional<ApiError> fault = RequestRules.fault(line, request.prologue(), request.headers());
    Optional<PublicRoutes.Handler> open = openRoutes.find(visit.method(), visit.path());
    Response reply;
    try {
      reply = open.isPresent() ? answerOpen(open.get(), visit, fault) : answer(visit, fault);
    } catch (ApiException e) {
      ApiError told = open.isPresent() ? e.error() : limited(visit, e.error());
      reply = refusal(visit, open, told);
    } catch (UncheckedIOException | CloseConnectionException e) {
      throw e;
    } catch (RuntimeException e) {
      ApiError told = unexpected(visit.client.requestId(), e);
      reply = refusal(visit, open, told);
    }
    // What is left unread on the connection must not be taken for the next request.
    long unread = visit.body.unread();
    boolean malformed = fault.isPresent() || RequestRules.isAmbiguous(request.headers());
    boolean last = malformed || unread > 0 || visit.isLast() || ResponseWriter.ends(reply, visit);
    // Before the response: what was answered is on record, even if the process is killed then.
    Optional<Exchange> exchange =
        open.isEmpty() ? Optional.of(visit.exchange(reply)) : Optional.empty();
    exchange.ifPresent(journal::record);
    try {
      responses.write(response, reply, visit, last);
    } finally {
      exchange.ifPresent(journal::sent);
    }
    if (last) {
      ConnectionGuard.current().leave(malformed ? 0 : unread);
      // Helidon sends the header and then reads on.
      throw new CloseConnectionException("this was the last request");
    }
  }

  /** The answer to what never became a request. */
  Response malformed() {
    ConnectionGuard reception = ConnectionGuard.current();
    int largest = reception.limits().headerBytes();
    boolean tooLarge = reception.received() >= largest;
    if (tooLarge) {
      reception.leave(Long.MAX_VALUE);
    }
    return errors.of(
        tooLarge
            ? ApiError.of(
                ErrorCode.HEADERS_TOO_LARGE,
                "The request line or the headers are larger than " + largest / 1024 + " KiB.")
            : ApiError.of(ErrorCode.VALIDATION_ERROR, "The request is not well-formed HTTP/1.1."));
  }

  /** What a connection is sent that is one too many; nothing of it is read. */
  byte[] overloaded() {
    Response reply =
        errors.of(
            ApiError.later(
                ErrorCode.SERVICE_UNAVAILABLE,
                "Too many connections are open. Nothing was done; close some, or try again.",
                1));
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Date", HttpDate.now());
    headers.put(ResponseHeader.REQUEST_ID.text(), IdPrefix.REQUEST.next());
    headers.put("Content-Type", reply.contentType());
    headers.put("Content-Length", Integer.toString(reply.body().length));
    headers.put("Connection", "close");
    headers.putAll(reply.headers());
    return new RawResponse(reply.status(), headers, List.of()).with(reply.body());
  }

  /** Whether the connections of this peer carry the requests of many clients. */
  boolean isProxy(SocketAddress peer) {
    return clientAddress.isProxy(peer);
  }

  private static Response answerOpen(
      PublicRoutes.Handler handler, RequestContext visit, Optional<ApiError> fault) {
    if (fault.isPresent()) {
      throw fault.get().exception();
    }
    return handler.handle(new PublicRequest(visit));
  }

  private Response refusal(
      RequestContext visit, Optional<PublicRoutes.Handler> open, ApiError error) {
    visit.failed(error.code());
    PublicRequest call = new PublicRequest(visit);
    return open.flatMap(handler -> handler.refused(call, error)).orElseGet(() -> errors.of(error));
  }

  private Response answer(RequestContext visit, Optional<ApiError> fault) {
    if (draining) {
      throw ApiError.later(
              ErrorCode.SERVICE_UNAVAILABLE,
              "This server is shutting down. Nothing was done; try again.",
              1)
          .exception();
    }
    Routes.Match match = routes.find(visit.method(), visit.path());
    visit.leadsTo(match);
    AuthenticationRequest attempt = attempt(visit, match);
    Principal principal = principal(visit, attempt);
    visit.accepted(principal);
    requestLimit.take(principal).ifPresent(window -> admit(window, visit));
    if (fault.isPresent()) {
      throw refused(visit, new Rejection(Check.WELL_FORMED, fault.get().message(), fault.get()));
    }
    Optional<Rejection> refusal = Access.refusal(principal, match);
    if (refusal.isPresent() || !(match instanceof Routes.Match.Found found)) {
      throw refused(visit, refusal.orElseThrow());
    }
    visit.isStillAllowed =
        () ->
            authenticator.again(attempt) instanceof Authentication.Accepted accepted
                && Access.refusal(accepted.principal(), match).isEmpty();
    return found.route().handler().handle(new ApiRequest(visit, principal, found, routes));
  }

  private static AuthenticationRequest attempt(RequestContext visit, Routes.Match match) {
    return new AuthenticationRequest(
        visit.request.headers().all(HeaderNames.AUTHORIZATION, List::of),
        visit.request.headers().first(HeaderNames.HOST).orElse(""),
        visit.client,
        visit.recordedMethod(),
        match.template());
  }

  private Principal principal(RequestContext visit, AuthenticationRequest attempt) {
    return switch (authentication(visit, attempt)) {
      case Authentication.Accepted accepted -> accepted.principal();
      case Authentication.Refused refused -> {
        visit.refused(refused);
        throw refused.refusal().error().exception();
      }
    };
  }

  /**
   * A secret that this node does not know is counted as an answer 401 before the database is asked
   * for it. When that is one too many, it is asked for only once a second and address: enough for a
   * good key to get through, and no way to keep the database busy.
   */
  private Authentication authentication(RequestContext visit, AuthenticationRequest attempt) {
    Optional<Authentication> known = authenticator.known(attempt);
    if (known.isPresent()
        && !(known.get() instanceof Authentication.Refused refused && refused.isKeptSecret())) {
      return known.get();
    }
    OptionalInt wait = unauthorizedLimit.count(visit.client.ip());
    if (wait.isEmpty()) {
      return countedAuthentication(visit, attempt);
    }
    Optional<Authentication> result =
        unauthorizedLimit.mayLookUp(visit.client.ip())
            ? Optional.of(authenticator.authenticate(attempt))
            : known;
    if (result.isPresent() && result.get() instanceof Authentication.Refused refused) {
      visit.refused(refused);
    } else if (result.isPresent()) {
      return result.get();
    }
    throw tooManyUnauthorized(wait.getAsInt()).exception();
  }

  private Authentication countedAuthentication(
      RequestContext visit, AuthenticationRequest attempt) {
    try {
      Authentication result = authenticator.authenticate(attempt);
      visit.isCounted = result instanceof Authentication.Refused;
      return result;
    } finally {
      if (!visit.isCounted) {
        unauthorizedLimit.uncount(visit.client.ip());
      }
    }
  }

  private static ApiException refused(RequestContext visit, Rejection refusal) {
    visit.refused(refusal);
    return refusal.error().exception();
  }

  private static void admit(RequestLimit.Window window, RequestContext visit) {
    visit.headers.put(ResponseHeader.RATE_LIMIT.text(), Integer.toString(window.limit()));
    visit.headers.put(
        ResponseHeader.RATE_LIMIT_REMAINING.text(), Integer.toString(window.remaining()));
    visit.headers.put(ResponseHeader.RATE_LIMIT_RESET.text(), Long.toString(window.resetSeconds()));
    if (!window.admitted()) {
      String detail = "The key has sent its " + window.limit() + " requests of this minute.";
      throw refused(
          visit,
          new Rejection(
              Check.RATE_LIMIT,
              detail,
              ApiError.later(
                  ErrorCode.RATE_LIMIT_EXCEEDED,
                  "This API key may send "
                      + window.limit()
                      + " requests a minute. Wait "
                      + window.secondsLeft()
                      + " s.",
                  window.secondsLeft())));
    }
  }

  /** An answer 401 that is one too many for the client's address is 429. */
  private ApiError limited(RequestContext visit, ApiError error) {
    if (error.code().status() != 401 || visit.isCounted) {
      return error;
    }
    OptionalInt wait = unauthorizedLimit.count(visit.client.ip());
    return wait.isEmpty() ? error : tooManyUnauthorized(wait.getAsInt());
  }

  private static ApiError tooManyUnauthorized(int seconds) {
    return ApiError.later(
        ErrorCode.RATE_LIMIT_EXCEEDED,
        "Too many requests without a valid API key came from this address. Wait " + seconds + " s.",
        seconds);
  }

  private Client client(ServerRequest request) {
    return new Client(
        clientAddress.of(request.remotePeer().address(), request.headers()),
        request.headers().first(HeaderNames.USER_AGENT).map(Gateway::shortened),
        IdPrefix.REQUEST.next());
  }

  /** Fit to be kept even of a request that is refused later for its control characters. */
  private static String shortened(String userAgent) {
    String masked = ApiKeyText.mask(userAgent).replaceAll("\\p{Cntrl}", " ");
    return masked.substring(0, Math.min(LONGEST_USER_AGENT, masked.length()));
  }

  private static ApiError unexpected(String requestId, RuntimeException failure) {
    Optional<SqlErrorKind> fault = SqlErrorKind.find(failure);
    if (fault.isPresent() && fault.get() != SqlErrorKind.DATA) {
      LOG.warn("{} refused: the database is out of reach: {}", requestId, failure.toString());
      return ApiError.later(
          ErrorCode.SERVICE_UNAVAILABLE,
          "The database is out of reach at the moment. Nothing was done; try again.",
          1);
    }
    LOG.error("{} failed", requestId, failure);
    return ApiError.of(
        ErrorCode.INTERNAL_ERROR, "The server failed unexpectedly. Report the X-Request-Id.");
  }
}
