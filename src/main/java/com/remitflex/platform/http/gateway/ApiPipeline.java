package com.remitflex.platform.http.gateway;

import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.AuthenticationRequest;
import com.remitflex.platform.http.api.Check;
import com.remitflex.platform.http.api.Match;
import com.remitflex.platform.http.api.Rejection;
import com.remitflex.platform.http.api.RequestContext;
import com.remitflex.platform.http.api.RequestLimit;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.ResponseHeader;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.api.Routes;
import io.helidon.http.HeaderNames;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Requests of the API: authenticate, count against the rate limit, check the form, the route and
 * the scope; only then the handler sees parameters and body.
 */
final class ApiPipeline implements Pipeline {
  private final KeyAuthentication authentication;
  private final RequestLimit requestLimit;
  private final Routes routes;
  private final ErrorResponse errors;
  private final BooleanSupplier draining;
  private final Simulations simulations;

  /**
   * The pipeline of a server.
   *
   * @param draining whether the server is shutting down
   * @param simulations of sandbox requests
   */
  ApiPipeline(
      KeyAuthentication authentication,
      RequestLimit requestLimit,
      Routes routes,
      ErrorResponse errors,
      BooleanSupplier draining,
      Simulations simulations) {
    this.authentication = authentication;
    this.requestLimit = requestLimit;
    this.routes = routes;
    this.errors = errors;
    this.draining = draining;
    this.simulations = simulations;
  }

  @Override
  public Response respond(RequestContext context, Optional<ApiError> malformed) {
    if (draining.getAsBoolean()) {
      throw shuttingDown();
    }
    Match<Route> match = routes.find(context.method(), context.path());
    context.routed(Routes.template(match));
    AuthenticationRequest request = authenticationRequest(context, match);
    Principal principal = authentication.require(context, request);
    context.accepted(principal);
    Optional<RequestLimit.Window> window = requestLimit.take(principal);
    window.ifPresent(one -> admit(one, context));
    if (malformed.isPresent()) {
      ApiError error = malformed.get();
      throw rejected(context, new Rejection(Check.WELL_FORMED, error.message(), error));
    }
    Optional<Rejection> rejection = Access.rejection(principal, match);
    if (rejection.isPresent() || !(match instanceof Match.Found<Route> found)) {
      throw rejected(context, rejection.orElseThrow());
    }

    simulations.begin(context, principal, window);
    context.isStillAllowed =
        () ->
            authentication
                .again(request)
                .filter(one -> Access.rejection(one, match).isEmpty())
                .isPresent();
    return found.target().handler().handle(new ApiRequest(context, principal, found, routes));
  }

  private static AuthenticationRequest authenticationRequest(
      RequestContext context, Match<Route> match) {
    return new AuthenticationRequest(
        context.request.headers().all(HeaderNames.AUTHORIZATION, List::of),
        context.request.headers().first(HeaderNames.HOST).orElse(""),
        context.client,
        context.recordedMethod(),
        Routes.template(match));
  }

  private static void admit(RequestLimit.Window window, RequestContext context) {
    context.responseHeaders.add(ResponseHeader.RATE_LIMIT.of(Integer.toString(window.limit())));
    context.responseHeaders.add(
        ResponseHeader.RATE_LIMIT_REMAINING.of(Integer.toString(window.remaining())));
    context.responseHeaders.add(
        ResponseHeader.RATE_LIMIT_RESET.of(Long.toString(window.resetSeconds())));
    if (!window.admitted()) {
      throw rejected(context, limitExceeded(window));
    }
  }

  private static Rejection limitExceeded(RequestLimit.Window window) {
    return new Rejection(
        Check.RATE_LIMIT,
        "The key has already sent its " + window.limit() + " requests of this minute.",
        ApiError.later(
            ErrorCode.RATE_LIMIT_EXCEEDED,
            "This API key may send at most "
                + window.limit()
                + " requests per minute. Wait "
                + window.secondsLeft()
                + " s, then try again.",
            window.secondsLeft()));
  }

  private static ApiException rejected(RequestContext context, Rejection rejection) {
    context.rejected(rejection);
    return rejection.error().exception();
  }

  private static ApiException shuttingDown() {
    return ApiError.later(
            ErrorCode.SERVICE_UNAVAILABLE,
            "The server is shutting down. The request had no effect; try again.",
            1)
        .exception();
  }

  @Override
  public Response reject(RequestContext context, ApiError error) {
    ApiError limited = authentication.limit(context, error);
    context.failed(limited.code());
    return errors.of(limited);
  }

  @Override
  public boolean isRecorded() {
    return true;
  }
}
