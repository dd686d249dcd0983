package com.remitflex.web.dashboard.keys;

import com.remitflex.features.activity.requests.Simulation;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.authentication.KeyAuthenticator;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.members.people.Permission;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.site.JsonForm;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What would become of a request with a key: decided as a real one, but nothing runs. */
public final class SimulationPage {
  private final ApiKeyService keys;
  private final KeyAuthenticator gate;
  private final Routes routes;

  /**
   * The page.
   *
   * @param gate what decides of a simulated request as of a real one
   */
  public SimulationPage(ApiKeyService keys, KeyAuthenticator gate, Routes routes) {
    this.keys = keys;
    this.gate = gate;
    this.routes = routes;
  }

  /** A GET: its address can be shared, and nothing changes. */
  public void addTo(Pages pages) {
    pages.get("/settings/api-keys/{id}/simulate", Permission.VIEW, this::show);
  }

  private Response show(PageRequest visit) {
    ApiKey key = keys.require(visit.head(), visit.parameter("id"));
    Form asked = visit.query();
    if (asked.find("path").isEmpty()) {
      return page(visit, key, Optional.empty(), FormErrors.NONE);
    }
    return visit.trying(
        () -> {
          JsonObject body =
              new JsonForm(asked)
                  .text("method", "method")
                  .text("path", "path")
                  .text("ip", "ip")
                  .read();
          Simulation.Decision verdict = Simulation.read(body).decide(gate, key, routes);
          return page(visit, key, Optional.of(verdict), FormErrors.NONE);
        },
        faults -> page(visit, key, Optional.empty(), faults));
  }

  private static Response page(
      PageRequest visit, ApiKey key, Optional<Simulation.Decision> verdict, FormErrors faults) {
    Map<String, Object> model = new HashMap<>();
    model.put("key", key);
    model.put("asked", visit.query());
    model.put("ownIp", visit.client().ip());
    model.put("verdict", verdict);
    model.put("faults", faults);
    return visit.page(faults.status(), "keys/simulate.jte", "Try a request", model);
  }
}
