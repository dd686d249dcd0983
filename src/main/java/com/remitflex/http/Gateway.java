package com.remitflex.http;

import com.remitflex.database.SqlFault;
import com.remitflex.errors.ApiError;
import com.remitflex.errors.ApiException;
import com.remitflex.errors.ErrorCode;
import com.remitflex.ids.ApiKeyText;
import com.remitflex.ids.IdPrefix;
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
  private final OpenRoutes openRoutes;
  private final Journal journal;
  private final ErrorReply errors;
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
      OpenRoutes openRoutes,
      Journal journal,
      String publicUrl,
      ClientAddress clientAddress) {
    this.authenticator = authenticator;
    this.requestLimit = requestLimit;
    this.unauthorizedLimit = unauthorizedLimit;
    this.routes = routes;
    this.openRoutes = openRoutes;
    this.journal = journal;
    this.errors = new ErrorReply(publicUrl);
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
    RequestLine line = Reception.current().requestLine();
    Visit visit = new Visit(request, line, client(request));
    Optional<ApiError> fault = RequestRules.fault(line, request.prologue(), request.headers());
    Optional<OpenRoutes.Handler> open = openRoutes.find(visit.method(), visit.path());
    Reply reply;
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
      Reception.current().leave(malformed ? 0 : unread);
      // Helidon sends the header and then reads on.
      throw new CloseConnectionException("this was the last request");
    }
  }

  /** The answer to what never became a request. */
  Reply malformed() {
    Reception reception = Reception.current();
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
    Reply reply =
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

  private static Reply answerOpen(
      OpenRoutes.Handler handler, Visit visit, Optional<ApiError> fault) {
    if (fault.isPresent()) {
      throw fault.get().exception();
    }
    return handler.handle(new OpenCall(visit));
  }

  private Reply refusal(Visit visit, Optional<OpenRoutes.Handler> open, ApiError error) {
    visit.failed(error.code());
    OpenCall call = new OpenCall(visit);
    return open.flatMap(handler -> handler.refused(call, error)).orElseGet(() -> errors.of(error));
  }

  private Reply answer(Visit visit, Optional<ApiError> fault) {
    if (draining) {
      throw ApiError.later(
              ErrorCode.SERVICE_UNAVAILABLE,
              "This server is shutting down. Nothing was done; try again.",
              1)
          .exception();
    }
    Routes.Match match = routes.find(visit.method(), visit.path());
    visit.leadsTo(match);
    Attempt attempt = attempt(visit, match);
    Principal principal = principal(visit, attempt);
    visit.accepted(principal);
    requestLimit.take(principal).ifPresent(window -> admit(window, visit));
    if (fault.isPresent()) {
      throw refused(visit, new Refusal(Check.WELL_FORMED, fault.get().message(), fault.get()));
    }
    Optional<Refusal> refusal = Access.refusal(principal, match);
    if (refusal.isPresent() || !(match instanceof Routes.Match.Found found)) {
      throw refused(visit, refusal.orElseThrow());
    }
    visit.isStillAllowed =
        () ->
            authenticator.again(attempt) instanceof Authentication.Accepted accepted
                && Access.refusal(accepted.principal(), match).isEmpty();
    return found.route().handler().handle(new Call(visit, principal, found, routes));
  }

  private static Attempt attempt(Visit visit, Routes.Match match) {
    return new Attempt(
        visit.request.headers().all(HeaderNames.AUTHORIZATION, List::of),
        visit.request.headers().first(HeaderNames.HOST).orElse(""),
        visit.client,
        visit.recordedMethod(),
        match.template());
  }

  private Principal principal(Visit visit, Attempt attempt) {
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
  private Authentication authentication(Visit visit, Attempt attempt) {
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

  private Authentication countedAuthentication(Visit visit, Attempt attempt) {
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

  private static ApiException refused(Visit visit, Refusal refusal) {
    visit.refused(refusal);
    return refusal.error().exception();
  }

  private static void admit(RequestLimit.Window window, Visit visit) {
    visit.headers.put(ResponseHeader.RATE_LIMIT.text(), Integer.toString(window.limit()));
    visit.headers.put(
        ResponseHeader.RATE_LIMIT_REMAINING.text(), Integer.toString(window.remaining()));
    visit.headers.put(ResponseHeader.RATE_LIMIT_RESET.text(), Long.toString(window.resetSeconds()));
    if (!window.admitted()) {
      String detail = "The key has sent its " + window.limit() + " requests of this minute.";
      throw refused(
          visit,
          new Refusal(
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
  private ApiError limited(Visit visit, ApiError error) {
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
    Optional<SqlFault> fault = SqlFault.find(failure);
    if (fault.isPresent() && fault.get() != SqlFault.DATA) {
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
