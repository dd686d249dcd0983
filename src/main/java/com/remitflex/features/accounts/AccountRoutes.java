package com.remitflex.features.accounts;

import static com.remitflex.platform.access.Scope.ADMIN;
import static com.remitflex.platform.access.Scope.READ;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.features.http.CommandResponse;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import java.util.List;
import java.util.Set;

/** The API under /v1/account. */
public final class AccountRoutes {
  private final AccountService accounts;

  public AccountRoutes(AccountService accounts) {
    this.accounts = accounts;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/account", READ, getOperation(), this::get),
        new Route("PATCH", "/v1/account", ADMIN, changeOperation(), this::change));
  }

  private static Operation getOperation() {
    return Operation.of(
        "getAccount",
        "Get the account",
        "Returns the account and its settings in this environment.",
        "Account");
  }

  /** GET /v1/account. */
  private Response get(ApiRequest request) {
    request.query().allow(Set.of());
    HeadId head = HeadId.of(request.principal());
    return Response.json(200, Json.text(AccountJson.object(accounts.settings(head))));
  }

  private static Operation changeOperation() {
    return Operation.of(
            "changeAccount",
            "Change the account",
            "Changes the fields that are present; `null` removes a value. `name` and"
                + " `contact_email` can be changed only with a live key. Each environment has its"
                + " own default recipient.",
            "Account")
        .withBody(
            "ChangeAccount",
            """
            {"default_recipient": {"name": "Maria Garcia",
                                   "account_number": "ES9121000418450200051332",
                                   "bank_code": "CAIXESBBXXX", "bank_country": "ES",
                                   "currency": "EUR"}}\
            """)
        .withErrors(ErrorCode.INVALID_CURRENCY, ErrorCode.INVALID_RECIPIENT);
  }

  /** PATCH /v1/account. */
  private Response change(ApiRequest request) {
    request.query().allow(Set.of());
    JsonObject body = request.body();
    String canonical = body.canonical();
    AccountChange change = AccountJson.change(body, request.principal().environment());
    Caller caller = Caller.of(request, canonical);
    return CommandResponse.of(accounts.change(caller, change));
  }
}
