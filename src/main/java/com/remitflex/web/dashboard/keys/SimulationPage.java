package com.remitflex.web.dashboard.keys;

import com.remitflex.features.activity.requests.Simulation;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.authentication.KeyAuthenticator;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.members.people.Permission;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.FormFields;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Simulates a request with a key: it is decided like a real one, but not executed. */
public final class SimulationPage {
  private final ApiKeyService keys;
  private final KeyAuthenticator authenticator;
  private final Routes routes;

  /**
   * The page.
   *
   * @param authenticator decides simulated requests like real ones
   */
  public SimulationPage(ApiKeyService keys, KeyAuthenticator authenticator, Routes routes) {
    this.keys = keys;
    this.authenticator = authenticator;
    this.routes = routes;
  }

  /** A GET: its address can be shared, and nothing changes. */
  public void addTo(Pages pages) {
    pages.get("/settings/api-keys/{id}/simulate", Permission.VIEW, this::show);
  }

  private Response show(PageRequest request) {
    ApiKey key = keys.require(request.head(), request.parameter("id"));
    if (request.query().find("path").isEmpty()) {
      return page(request, key, Optional.empty(), FormErrors.NONE);
    }
    return request.trying(
        () -> {
          Simulation.Decision decision =
              simulation(new FormFields(request.query())).decide(authenticator, key, routes);
          return page(request, key, Optional.of(decision), FormErrors.NONE);
        },
        errors -> page(request, key, Optional.empty(), errors));
  }

  private static Simulation simulation(FormFields fields) {
    return Simulation.of(
        fields.requireText("method", "method", Simulation.MAX_METHOD_LENGTH),
        fields.requireText("path", "path", Simulation.MAX_PATH_LENGTH),
        fields.requireText("ip", "ip", Simulation.MAX_IP_LENGTH),
        "");
  }

  private static Response page(
      PageRequest request, ApiKey key, Optional<Simulation.Decision> decision, FormErrors errors) {
    Map<String, Object> model = new HashMap<>();
    model.put("key", key);
    model.put("query", request.query());
    model.put("ownIp", request.client().ip());
    model.put("result", decision);
    model.put("errors", errors);
    return request.page(errors.status(), "keys/simulate.jte", "Try a request", model);
  }
}
