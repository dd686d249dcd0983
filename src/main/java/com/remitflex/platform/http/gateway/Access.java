package com.remitflex.platform.http.gateway;

import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Check;
import com.remitflex.platform.http.api.Rejection;
import com.remitflex.platform.http.api.Routes;
import java.util.Optional;

/** Whether an accepted key may call what a request leads to: a pure function. */
public final class Access {
  private Access() {}

  /** Why not, if so: NOT_FOUND, METHOD_NOT_ALLOWED or INSUFFICIENT_PERMISSIONS. */
  public static Optional<Rejection> refusal(Principal principal, Routes.Match match) {
    return switch (match) {
      case Routes.Match.Nothing nothing ->
          Optional.of(
              new Rejection(
                  Check.ROUTE,
                  "There is no endpoint at this path.",
                  ApiError.of(ErrorCode.NOT_FOUND, "There is nothing at this address.")));
      case Routes.Match.WrongMethod wrong ->
          Optional.of(
              new Rejection(
                  Check.ROUTE,
                  "The endpoint at this path takes " + wrong.allowed() + " only.",
                  ApiError.wrongMethod(wrong.allowed())));
      case Routes.Match.Found found ->
          mayCall(principal, found) ? Optional.empty() : Optional.of(tooLow(principal, found));
    };
  }

  private static boolean mayCall(Principal principal, Routes.Match.Found found) {
    return principal.scope().includes(found.route().scope()) || found.isOwnKey(principal);
  }

  private static Rejection tooLow(Principal principal, Routes.Match.Found found) {
    String needed = found.route().scope().word();
    return new Rejection(
        Check.SCOPE,
        "The key's scope is '"
            + principal.scope().word()
            + "'; this endpoint needs '"
            + needed
            + "'.",
        ApiError.of(
            ErrorCode.INSUFFICIENT_PERMISSIONS,
            "This API key does not have the required '" + needed + "' scope for this endpoint."));
  }
}
