package com.remitflex.features.statements;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.json.Json;
import java.util.Set;

/** The API under /v1/balances. */
public final class BalanceRoutes {
  private final BalanceService balances;

  public BalanceRoutes(BalanceService balances) {
    this.balances = balances;
  }

  /** GET /v1/balances. */
  public Response list(ApiRequest request) {
    request.query().allow(Set.of());
    HeadId head = new HeadId(request.principal().accountId(), request.principal().environment());
    return Response.json(200, Json.text(BalanceJson.list(balances.list(head))));
  }
}
