package com.remitflex.features.statements;

import static com.remitflex.platform.access.Scope.READ;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.json.Json;
import java.util.List;
import java.util.Set;

/** The API under /v1/balances. */
public final class BalanceRoutes {
  private final BalanceService balances;

  public BalanceRoutes(BalanceService balances) {
    this.balances = balances;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(new Route("GET", "/v1/balances", READ, listOperation(), this::list));
  }

  private static Operation listOperation() {
    return Operation.of(
        "listBalances",
        "List balances",
        "Returns the account's balance in each currency: `available` can be spent, `held` covers"
            + " payments in progress.",
        "BalanceList");
  }

  /** GET /v1/balances. */
  public Response list(ApiRequest request) {
    request.query().allow(Set.of());
    HeadId head = HeadId.of(request.principal());
    return Response.json(200, Json.text(BalanceJson.list(balances.list(head))));
  }
}
