package com.remitflex.features.activity.requests;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.authentication.KeyAuthenticator;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.http.api.Authentication;
import com.remitflex.platform.http.api.AuthenticationRequest;
import com.remitflex.platform.http.api.Check;
import com.remitflex.platform.http.api.Match;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Rejection;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.http.gateway.Access;
import com.remitflex.platform.net.Address;
import java.util.List;
import java.util.Optional;

/**
 * A hypothetical request, which the functions that decide real requests decide.
 *
 * @param path without its query
 * @param ip the client's address, in canonical form
 */
public record Simulation(String method, String path, String ip, String host) {
  public static final int MAX_METHOD_LENGTH = 16;
  public static final int MAX_PATH_LENGTH = 2_000;
  public static final int MAX_IP_LENGTH = 50;

  private static final String NOT_COUNTED = "A simulated request is not counted.";

  /**
   * What would happen to the request.
   *
   * @param route the template of its route, or `unknown`
   */
  public record Decision(Simulation simulation, String route, Optional<Rejection> rejection) {
    public boolean isAllowed() {
      return rejection.isEmpty();
    }

    /** The checks in their order, up to the one that failed. */
    public List<Rejection.Step> steps() {
      return Rejection.steps(
              rejection.map(Rejection::check), rejection.map(Rejection::detail).orElse(""))
          .stream()
          .map(Decision::withoutCount)
          .toList();
    }

    private static Rejection.Step withoutCount(Rejection.Step step) {
      return step.check() == Check.RATE_LIMIT
          ? new Rejection.Step(step.check(), true, NOT_COUNTED)
          : step;
    }
  }

  /**
   * A valid hypothetical request.
   *
   * @param path with or without a query, which is ignored
   * @param ip in any spelling
   * @param host empty for a request that names no host
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (method, path, ip)
   */
  public static Simulation of(String method, String path, String ip, String host) {
    if (!method.matches("[A-Z]+")) {
      throw Query.error("method", "Must be an HTTP method in upper case, for example POST.");
    }
    if (!path.startsWith("/")) {
      throw Query.error("path", "Must be a path, for example /v1/payments.");
    }
    String address =
        Address.canonical(ip).orElseThrow(() -> Query.error("ip", "Must be an IP address."));
    return new Simulation(method, path.split("\\?", 2)[0], address, host);
  }

  /** Decides the request as if this key had sent it; it is not executed and not counted. */
  public Decision decide(KeyAuthenticator authenticator, ApiKey key, Routes routes) {
    Match<Route> match = routes.find(method, path);
    AuthenticationRequest request =
        new AuthenticationRequest(
            List.of(), host, new Client(ip, Optional.empty(), ""), method, Routes.template(match));
    Optional<Rejection> rejection =
        switch (authenticator.simulate(key, request)) {
          case Authentication.Accepted accepted -> Access.rejection(accepted.principal(), match);
          case Authentication.Rejected rejected -> Optional.of(rejected.rejection());
        };
    return new Decision(this, Routes.template(match), rejection);
  }
}
