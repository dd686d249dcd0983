package com.remitflex.http;

import com.remitflex.database.SqlFault;
import com.remitflex.errors.ApiError;
import com.remitflex.errors.ApiException;
import com.remitflex.errors.ErrorCode;
import com.remitflex.ids.ApiKeyText;
import com.remitflex.ids.IdPrefix;
import com.remitflex.net.AddressRange;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
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

  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:;"
          + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

  private static final int LONGEST_USER_AGENT = 255;

  private final Authenticator authenticator;
  private final RequestLimit requestLimit;
  private final UnauthorizedLimit unauthorizedLimit;
  private final Routes routes;
  private final OpenRoutes openRoutes;
  private final Journal journal;
  private final ErrorReply errors;
  private final ClientAddress clientAddress;
  private volatile boolean draining;

  /**
   * The way of every request.
   *
   * @param openRoutes what is answered without a key
   * @param publicUrl base of every link
   * @param trustedProxies whose X-Forwarded-For counts
   */
  public Gateway(
      Authenticator authenticator,
      RequestLimit requestLimit,
      UnauthorizedLimit unauthorizedLimit,
      Routes routes,
      OpenRoutes openRoutes,
      Journal journal,
      String publicUrl,
      List<AddressRange> trustedProxies) {
    this.authenticator = authenticator;
    this.requestLimit = requestLimit;
    this.unauthorizedLimit = unauthorizedLimit;
    this.routes = routes;
    this.openRoutes = openRoutes;
    this.journal = journal;
    this.errors = new ErrorReply(publicUrl);
    this.clientAddress = new ClientAddress(trustedProxies);
  }

  /** From now on every request but those under way is refused. */
  void drain() {
    draining = true;
  }

  void handle(ServerRequest request, ServerResponse response) {
    Visit visit = new Visit(request, client(request));
    Optional<ApiError> fault = RequestRules.fault(request.prologue(), request.headers());
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
    boolean last = fault.isPresent() || unread > 0 || visit.isLast();
    // Before the response: what was answered is on record, even if the process is killed then.
    Optional<Exchange> exchange =
        open.isEmpty() ? Optional.of(visit.exchange(reply)) : Optional.empty();
    exchange.ifPresent(journal::record);
    try {
      write(response, reply, visit, last);
    } finally {
      exchange.ifPresent(journal::sent);
    }
    if (last) {
      Reception.current().leave(fault.isPresent() ? 0 : unread);
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

  private static Reply answerOpen(
      OpenRoutes.Handler handler, Visit visit, Optional<ApiError> fault) {
    if (fault.isPresent()) {
      throw fault.get().exception();
    }
    return handler.handle(new OpenCall(visit.request, visit.client, visit.body));
  }

  private Reply refusal(Visit visit, Optional<OpenRoutes.Handler> open, ApiError error) {
    visit.failed(error.code());
    OpenCall call = new OpenCall(visit.request, visit.client, visit.body);
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
    if (match instanceof Routes.Match.WrongMethod wrong) {
      visit.headers.put("Allow", wrong.allowed());
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
        visit.method(),
        match.template());
  }

  private Principal principal(Visit visit, Attempt attempt) {
    return switch (authenticator.authenticate(attempt)) {
      case Authentication.Accepted accepted -> accepted.principal();
      case Authentication.Refused refused -> {
        visit.refused(refused);
        throw refused.refusal().error().exception();
      }
    };
  }

  private static ApiException refused(Visit visit, Refusal refusal) {
    visit.refused(refusal);
    return refusal.error().exception();
  }

  private static void admit(RequestLimit.Window window, Visit visit) {
    visit.headers.put("X-RateLimit-Limit", Integer.toString(window.limit()));
    visit.headers.put("X-RateLimit-Remaining", Integer.toString(window.remaining()));
    visit.headers.put("X-RateLimit-Reset", Long.toString(window.resetSeconds()));
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
    if (error.code().status() != 401) {
      return error;
    }
    OptionalInt wait = unauthorizedLimit.count(visit.client.ip());
    return wait.isEmpty()
        ? error
        : ApiError.later(
            ErrorCode.RATE_LIMIT_EXCEEDED,
            "Too many requests without a valid API key came from this address. Wait "
                + wait.getAsInt()
                + " s.",
            wait.getAsInt());
  }

  private Client client(ServerRequest request) {
    return new Client(
        clientAddress.of(request),
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

  private void write(ServerResponse response, Reply reply, Visit visit, boolean last) {
    response.status(Status.create(reply.status()));
    response.header("Date", HttpDate.now());
    response.header("X-Request-Id", visit.client.requestId());
    response.header("Content-Type", reply.contentType());
    response.header("Cache-Control", "no-store");
    response.header("X-Content-Type-Options", "nosniff");
    response.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    visit.headers.forEach(response::header);
    reply.headers().forEach(response::header);
    if (!reply.cookies().isEmpty()) {
      response.header(HeaderNames.SET_COOKIE, reply.cookies().toArray(String[]::new));
    }
    if (last || draining) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    if (visit.method().equals("HEAD")) {
      response.send();
    } else if (reply.stream().isPresent()) {
      stream(response, reply.stream().get(), visit);
    } else {
      response.send(reply.body());
    }
  }

  /** Closes the body only when it is whole: one that is broken off must not look complete. */
  private void stream(ServerResponse response, Reply.Stream stream, Visit visit) {
    Reception reception = Reception.current();
    reception.isSending(true);
    try {
      OutputStream out = response.outputStream();
      stream.write(out, () -> !draining && visit.isStillAllowed.getAsBoolean());
      out.close();
    } catch (IOException | RuntimeException e) {
      LOG.info("the answer to {} was broken off: {}", visit.client.requestId(), e.toString());
      throw new CloseConnectionException("the answer was broken off", e);
    } finally {
      reception.isSending(false);
    }
  }
}
