package com.remitflex.features.accounts.deposits.sandbox;

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

/** The API under /v1/sandbox/deposits, for sandbox keys only. */
public final class SandboxDepositRoutes {
  private static final int MAX_NETWORK = 64;

  private final SandboxDeposits deposits;

  public SandboxDepositRoutes(SandboxDeposits deposits) {
    this.deposits = deposits;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/sandbox/deposits", WRITE, simulateOperation(), this::simulate));
  }

  private static Operation simulateOperation() {
    return Operation.of(
            "simulateDeposit",
            "Simulate a deposit",
            "Lets a transfer arrive at the account's deposit address on a network. It gains"
                + " confirmations for a few seconds and is then credited. An amount that ends in"
                + " `.01` is dropped, one that ends in `.03` is held, and one below the minimum is"
                + " held too. With a live key, the response is 404.",
            "Deposit")
        .withBody(
            "SimulateDeposit", "{\"amount\": 25, \"currency\": \"USDC\", \"network\": \"base\"}")
        .created()
        .withErrors(ErrorCode.NOT_FOUND, ErrorCode.INVALID_AMOUNT, ErrorCode.INVALID_CURRENCY);
  }

  /** POST /v1/sandbox/deposits. */
  public Response simulate(ApiRequest request) {
    if (request.principal().environment() != Environment.SANDBOX) {
      throw ApiError.of(
              ErrorCode.NOT_FOUND, "Only a sandbox key (rf_test_…) can simulate a deposit.")
          .exception();
    }
    request.query().allow(Set.of());
    JsonObject body = request.body();
    String canonical = body.canonical();
    JsonValue.Number number = body.requireNumber("amount");
    Currency currency = body.requireCurrency("currency");
    String network = body.requireString("network", MAX_NETWORK);
    body.rejectUnknown();
    Money amount = body.money("amount", number, currency);
    return CommandResponse.of(deposits.simulate(Caller.of(request, canonical), amount, network));
  }
}
