package com.remitflex.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.http.JsonObject;
import com.remitflex.http.Reply;
import com.remitflex.http.Routes;
import com.remitflex.keyring.Keys;
import com.remitflex.keyring.Simulation;
import com.remitflex.keys.ApiKey;
import com.remitflex.keys.KeyGate;
import com.remitflex.people.Permission;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What would become of a request with a key: decided as a real one, but nothing runs. */
public final class SimulationPage {
  private final Keys keys;
  private final KeyGate gate;
  private final Routes routes;

  /**
   * The page.
   *
   * @param gate what decides of a simulated request as of a real one
   */
  public SimulationPage(Keys keys, KeyGate gate, Routes routes) {
    this.keys = keys;
    this.gate = gate;
    this.routes = routes;
  }

  /** A GET: its address can be shared, and nothing changes. */
  public void addTo(Pages pages) {
    pages.get("/settings/api-keys/{id}/simulate", Permission.VIEW, this::show);
  }

  private Reply show(Visit visit) {
    ApiKey key = keys.require(visit.head(), visit.parameter("id"));
    Form asked = visit.query();
    if (asked.find("path").isEmpty()) {
      return page(visit, key, Optional.empty(), Faults.NONE);
    }
    return visit.trying(
        () -> {
          JsonObject body =
              new JsonForm(asked)
                  .text("method", "method")
                  .text("path", "path")
                  .text("ip", "ip")
                  .read();
          JsonNode verdict = Simulation.read(body).run(gate, key, routes);
          return page(visit, key, Optional.of(verdict), Faults.NONE);
        },
        faults -> page(visit, key, Optional.empty(), faults));
  }

  private static Reply page(Visit visit, ApiKey key, Optional<JsonNode> verdict, Faults faults) {
    Map<String, Object> model = new HashMap<>();
    model.put("key", key);
    model.put("asked", visit.query());
    model.put("ownIp", visit.client().ip());
    model.put("verdict", verdict);
    model.put("faults", faults);
    return visit.page(faults.status(), "keys/simulate.jte", "Try a request", model);
  }
}
