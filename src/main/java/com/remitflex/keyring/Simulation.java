package com.remitflex.keyring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.http.Access;
import com.remitflex.http.Attempt;
import com.remitflex.http.Authentication;
import com.remitflex.http.Check;
import com.remitflex.http.Client;
import com.remitflex.http.Json;
import com.remitflex.http.JsonObject;
import com.remitflex.http.Refusal;
import com.remitflex.http.Routes;
import com.remitflex.keys.ApiKey;
import com.remitflex.keys.KeyGate;
import com.remitflex.net.Address;
import java.util.List;
import java.util.Optional;

/** A request that is only thought of, decided by the same functions as a real one. */
public record Simulation(String method, String path, String ip, String host) {
  private static final int LONGEST = 2_000;
  private static final String NOT_COUNTED = "A simulated request is not counted.";

  /**
   * Reads the body.
   *
   * @throws com.remitflex.errors.ApiException VALIDATION_ERROR
   */
  public static Simulation read(JsonObject body) {
    String method = body.requireString("method", 16);
    String path = body.requireString("path", LONGEST);
    String ip = body.requireString("ip", 50);
    String host = body.string("host", 255).orElse("");
    body.refuseUnknown();
    if (!method.matches("[A-Z]+")) {
      throw body.fault("method", "Must be a method in capitals, as POST.");
    }
    if (!path.startsWith("/")) {
      throw body.fault("path", "Must be a path, as /v1/payments.");
    }
    String address =
        Address.canonical(ip).orElseThrow(() -> body.fault("ip", "Must be an IP address."));
    return new Simulation(method, path.split("\\?", 2)[0], address, host);
  }

  /** The verdict with its steps. */
  public ObjectNode run(KeyGate gate, ApiKey key, Routes routes) {
    Routes.Match match = routes.find(method, path);
    Attempt attempt =
        new Attempt(
            List.of(), host, new Client(ip, Optional.empty(), ""), method, match.template());
    Optional<Refusal> refusal =
        switch (gate.simulate(key, attempt)) {
          case Authentication.Accepted accepted -> Access.refusal(accepted.principal(), match);
          case Authentication.Refused refused -> Optional.of(refused.refusal());
        };
    return json(match, refusal);
  }

  private ObjectNode json(Routes.Match match, Optional<Refusal> refusal) {
    ObjectNode node = Json.object();
    node.put("allowed", refusal.isEmpty());
    node.put("method", method);
    node.put("path", path);
    node.put("route", match.template());
    node.put("ip", ip);
    refusal.ifPresent(why -> {
      node.put("status", why.error().code().status());
      ObjectNode error = node.putObject("error");
      error.put("code", why.error().code().name());
      error.put("message", why.error().message());
    });
    List<Refusal.Step> steps =
        Refusal.steps(refusal.map(Refusal::check), refusal.map(Refusal::detail).orElse(""));
    RequestJson.steps(node.putArray("steps"), steps.stream().map(Simulation::told).toList());
    return node;
  }

  private static Refusal.Step told(Refusal.Step step) {
    return step.check() == Check.RATE_LIMIT
        ? new Refusal.Step(step.check(), true, NOT_COUNTED)
        : step;
  }
}
