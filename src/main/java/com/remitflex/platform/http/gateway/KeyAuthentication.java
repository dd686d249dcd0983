package com.remitflex.platform.http.gateway;

import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Authentication;
import com.remitflex.platform.http.api.AuthenticationRequest;
import com.remitflex.platform.http.api.Authenticator;
import com.remitflex.platform.http.api.RequestContext;
import com.remitflex.platform.http.api.UnauthorizedLimit;
import java.util.Optional;
import java.util.OptionalInt;

/** Authenticates requests, and limits the 401 responses to one client address. */
record KeyAuthentication(
    Authenticator authenticator, UnauthorizedLimit limit, KeyCheckMetrics metrics) {
  /**
   * The principal of a request.
   *
   * @throws com.remitflex.platform.errors.ApiException UNAUTHORIZED, API_KEY_REVOKED,
   *     RATE_LIMIT_EXCEEDED
   */
  Principal require(RequestContext context, AuthenticationRequest request) {
    return switch (counted(context, request)) {
      case Authentication.Accepted accepted -> accepted.principal();
      case Authentication.Rejected rejected -> {
        context.rejected(rejected);
        throw rejected.rejection().error().exception();
      }
    };
  }

  private Authentication counted(RequestContext context, AuthenticationRequest request) {
    Authentication outcome;
    try {
      outcome = authenticate(context, request);
    } catch (ApiException e) {
      metrics.limited();
      throw e;
    } catch (RuntimeException e) {
      metrics.failed();
      throw e;
    }
    metrics.count(outcome);
    return outcome;
  }

  /** The principal of a request that was accepted before, if it would be accepted again. */
  Optional<Principal> again(AuthenticationRequest request) {
    return authenticator.again(request) instanceof Authentication.Accepted accepted
        ? Optional.of(accepted.principal())
        : Optional.empty();
  }

  /** The error, or RATE_LIMIT_EXCEEDED for a 401 that exceeds the limit of the address. */
  ApiError limit(RequestContext context, ApiError error) {
    if (error.code().status() != 401 || context.isUnauthorizedCounted) {
      return error;
    }
    OptionalInt wait = limit.count(context.client.ip());
    return wait.isEmpty() ? error : tooManyUnauthorized(wait.getAsInt());
  }

  /**
   * Counts a secret that this node does not know as a 401 before it is looked up in the database.
   * Beyond the limit, one lookup per second and address is allowed: a valid key gets through, but
   * no one can keep the database busy.
   */
  private Authentication authenticate(RequestContext context, AuthenticationRequest request) {
    Optional<Authentication> known = authenticator.known(request);
    if (known.isPresent() && !mustLookUp(known.get())) {
      return known.get();
    }
    OptionalInt wait = limit.count(context.client.ip());
    if (wait.isEmpty()) {
      return authenticateCounted(context, request);
    }
    Optional<Authentication> result =
        limit.mayLookUp(context.client.ip())
            ? Optional.of(authenticator.authenticate(request))
            : known;
    if (result.isPresent() && result.get() instanceof Authentication.Rejected rejected) {
      context.rejected(rejected);
    } else if (result.isPresent()) {
      return result.get();
    }
    throw tooManyUnauthorized(wait.getAsInt()).exception();
  }

  private static boolean mustLookUp(Authentication known) {
    return known instanceof Authentication.Rejected rejected && rejected.hidesKnownKey();
  }

  private Authentication authenticateCounted(
      RequestContext context, AuthenticationRequest request) {
    try {
      Authentication result = authenticator.authenticate(request);
      context.isUnauthorizedCounted = result instanceof Authentication.Rejected;
      return result;
    } finally {
      if (!context.isUnauthorizedCounted) {
        limit.uncount(context.client.ip());
      }
    }
  }

  private static ApiError tooManyUnauthorized(int seconds) {
    return ApiError.later(
        ErrorCode.RATE_LIMIT_EXCEEDED,
        "Too many requests without a valid API key came from this address. Wait "
            + seconds
            + " s, then try again.",
        seconds);
  }
}
