package com.remitflex.features.activity.requests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.authentication.KeyAuthenticator;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.http.api.Authentication;
import com.remitflex.platform.http.api.AuthenticationRequest;
import com.remitflex.platform.http.api.Check;
import com.remitflex.platform.http.api.Match;
import com.remitflex.platform.http.api.Rejection;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.http.gateway.Access;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.net.Address;
import java.util.List;
import java.util.Optional;

/** A request that is only thought of, decided by the same functions as a real one. */
public record Simulation(String method, String path, String ip, String host) {
  private static final int LONGEST = 2_000;
  private static final String NOT_COUNTED = "A simulated request is not counted.";

  /**
   * Reads the body.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static Simulation read(JsonObject body) {
    String method = body.requireString("method", 16);
    String path = body.requireString("path", LONGEST);
    String ip = body.requireString("ip", 50);
    String host = body.string("host", 255).orElse("");
    body.rejectUnknown();
    if (!method.matches("[A-Z]+")) {
      throw body.error("method", "Must be a method in capitals, as POST.");
    }
    if (!path.startsWith("/")) {
      throw body.error("path", "Must be a path, as /v1/payments.");
    }
    String address =
        Address.canonical(ip).orElseThrow(() -> body.error("ip", "Must be an IP address."));
    return new Simulation(method, path.split("\\?", 2)[0], address, host);
  }

  /** The verdict with its steps. */
  public ObjectNode run(KeyAuthenticator gate, ApiKey key, Routes routes) {
    Match<Route> match = routes.find(method, path);
    AuthenticationRequest attempt =
        new AuthenticationRequest(
            List.of(), host, new Client(ip, Optional.empty(), ""), method, Routes.template(match));
    Optional<Rejection> refusal =
        switch (gate.simulate(key, attempt)) {
          case Authentication.Accepted accepted -> Access.rejection(accepted.principal(), match);
          case Authentication.Rejected rejected -> Optional.of(rejected.rejection());
        };
    return json(match, refusal);
  }

  private ObjectNode json(Match<Route> match, Optional<Rejection> refusal) {
    ObjectNode node = Json.object();
    node.put("allowed", refusal.isEmpty());
    node.put("method", method);
    node.put("path", path);
    node.put("route", Routes.template(match));
    node.put("ip", ip);
    refusal.ifPresent(why -> {
      node.put("status", why.error().code().status());
      ObjectNode error = node.putObject("error");
      error.put("code", why.error().code().name());
      error.put("message", why.error().message());
    });
    List<Rejection.Step> steps =
        Rejection.steps(refusal.map(Rejection::check), refusal.map(Rejection::detail).orElse(""));
    RequestJson.steps(node.putArray("steps"), steps.stream().map(Simulation::told).toList());
    return node;
  }

  private static Rejection.Step told(Rejection.Step step) {
    return step.check() == Check.RATE_LIMIT
        ? new Rejection.Step(step.check(), true, NOT_COUNTED)
        : step;
  }
}
