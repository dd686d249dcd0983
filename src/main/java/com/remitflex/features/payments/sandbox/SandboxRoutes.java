package com.remitflex.features.payments.sandbox;

import static com.remitflex.platform.access.Scope.WRITE;

import com.remitflex.core.engine.Caller;
import com.remitflex.features.http.CommandResponse;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonValue;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.List;
import java.util.Set;

/** The API under /v1/sandbox, for sandbox keys only. */
public final class SandboxRoutes {
  private final SandboxService sandbox;

  public SandboxRoutes(SandboxService sandbox) {
    this.sandbox = sandbox;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(new Route("POST", "/v1/sandbox/fund", WRITE, fundOperation(), this::fund));
  }

  private static Operation fundOperation() {
    return Operation.of(
            "fundSandbox",
            "Add test money",
            "Adds test money to a sandbox balance. With a live key, the response is 404.",
            "Balance")
        .withBody("FundSandbox", "{\"amount\": 500, \"currency\": \"USDC\"}")
        .withErrors(ErrorCode.NOT_FOUND, ErrorCode.INVALID_AMOUNT, ErrorCode.INVALID_CURRENCY);
  }

  /** POST /v1/sandbox/fund. */
  public Response fund(ApiRequest request) {
    if (request.principal().environment() != Environment.SANDBOX) {
      throw ApiError.of(ErrorCode.NOT_FOUND, "Only a sandbox key (rf_test_…) can add test money.")
          .exception();
    }
    request.query().allow(Set.of());
    JsonObject body = request.body();
    String canonical = body.canonical();
    Money money = money(body);
    return CommandResponse.of(sandbox.fund(Caller.of(request, canonical), money));
  }

  private static Money money(JsonObject body) {
    JsonValue.Number amount = body.requireNumber("amount");
    Currency currency = body.requireCurrency("currency");
    body.rejectUnknown();
    return body.money("amount", amount, currency);
  }
}
