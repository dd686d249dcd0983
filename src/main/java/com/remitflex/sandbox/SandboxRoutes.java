package com.remitflex.sandbox;

import com.remitflex.engine.Caller;
import com.remitflex.engine.Engine;
import com.remitflex.engine.Outcome;
import com.remitflex.engine.Replies;
import com.remitflex.errors.ApiError;
import com.remitflex.errors.CheckReturnValue;
import com.remitflex.errors.ErrorCode;
import com.remitflex.http.Call;
import com.remitflex.http.JsonObject;
import com.remitflex.http.JsonValue;
import com.remitflex.http.Reply;
import com.remitflex.ids.Environment;
import com.remitflex.money.Currency;
import com.remitflex.money.Money;
import java.util.Set;

/** What the API answers under /v1/sandbox, to test keys alone. */
public final class SandboxRoutes {
  private final Engine engine;

  public SandboxRoutes(Engine engine) {
    this.engine = engine;
  }

  /** Adds test money for a person who is signed in. */
  @CheckReturnValue
  public Outcome fund(Caller caller, JsonObject body) {
    if (caller.head().environment() != Environment.SANDBOX) {
      throw ApiError.of(ErrorCode.NOT_FOUND, "There is test money in the sandbox alone.")
          .exception();
    }
    return engine.run(new FundAccount(caller, money(body)));
  }

  private static Money money(JsonObject body) {
    JsonValue.Number amount = body.requireNumber("amount");
    Currency currency = body.requireCurrency("currency");
    body.refuseUnknown();
    return body.money("amount", amount, currency);
  }

  /** POST /v1/sandbox/fund. */
  public Reply fund(Call call) {
    if (call.principal().environment() != Environment.SANDBOX) {
      throw ApiError.of(ErrorCode.NOT_FOUND, "Only a sandbox key (rf_test_…) can add test money.")
          .exception();
    }
    call.query().allow(Set.of());
    JsonObject body = call.body();
    String canonical = body.canonical();
    return Replies.of(engine.run(new FundAccount(Caller.of(call, canonical), money(body))));
  }
}
