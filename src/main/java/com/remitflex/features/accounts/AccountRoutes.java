package com.remitflex.features.accounts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.Actor;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Responses;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import java.util.Set;

/** The API under /v1/account. */
public final class AccountRoutes {
  private final AccountService accounts;

  public AccountRoutes(AccountService accounts) {
    this.accounts = accounts;
  }

  /** GET /v1/account. */
  public Response get(ApiRequest request) {
    request.query().allow(Set.of());
    HeadId head = new HeadId(request.principal().accountId(), request.principal().environment());
    return Response.json(200, Json.text(AccountJson.object(accounts.settings(head))));
  }

  /** PATCH /v1/account. */
  public Response change(ApiRequest request) {
    request.query().allow(Set.of());
    JsonObject body = request.body();
    String canonical = body.canonical();
    AccountChange change = AccountJson.change(body, request.principal().environment());
    Caller caller = Caller.of(request, canonical);
    return Responses.of(accounts.change(caller, Actor.of(request), change));
  }
}
