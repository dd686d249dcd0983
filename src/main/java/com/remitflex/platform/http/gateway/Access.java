package com.remitflex.platform.http.gateway;

import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Check;
import com.remitflex.platform.http.api.Match;
import com.remitflex.platform.http.api.Rejection;
import com.remitflex.platform.http.api.Route;
import java.util.Optional;

/** Decides whether an accepted key may call the route that a request leads to; a pure function. */
public final class Access {
  private Access() {}

  /** NOT_FOUND, METHOD_NOT_ALLOWED or INSUFFICIENT_PERMISSIONS; empty if the key may call it. */
  public static Optional<Rejection> rejection(Principal principal, Match<Route> match) {
    return switch (match) {
      case Match.NotFound<Route> none ->
          Optional.of(
              new Rejection(
                  Check.ROUTE,
                  "The API has no endpoint at this path.",
                  ApiError.of(ErrorCode.NOT_FOUND, "The API has no endpoint at this path.")));
      case Match.WrongMethod<Route> wrong ->
          Optional.of(
              new Rejection(
                  Check.ROUTE,
                  "The endpoint at this path supports only " + wrong.allowed() + ".",
                  ApiError.wrongMethod(wrong.allowed())));
      case Match.Found<Route> found ->
          mayCall(principal, found)
              ? Optional.empty()
              : Optional.of(insufficientScope(principal, found.target()));
    };
  }

  private static boolean mayCall(Principal principal, Match.Found<Route> found) {
    return principal.scope().includes(found.target().scope())
        || (found.target().isForOwnKey() && isOwnKey(principal, found));
  }

  private static boolean isOwnKey(Principal principal, Match.Found<Route> found) {
    String id = found.parameters().getOrDefault("id", "");
    return id.equals(principal.keyId()) || id.equals(Route.CURRENT_KEY);
  }

  private static Rejection insufficientScope(Principal principal, Route route) {
    String required = route.scope().word();
    return new Rejection(
        Check.SCOPE,
        "The key's scope is '"
            + principal.scope().word()
            + "'; this endpoint requires '"
            + required
            + "'.",
        ApiError.of(
            ErrorCode.INSUFFICIENT_PERMISSIONS,
            "This API key does not have the required '" + required + "' scope for this endpoint."));
  }
}
