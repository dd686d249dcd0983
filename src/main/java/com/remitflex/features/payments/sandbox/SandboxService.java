package com.remitflex.features.payments.sandbox;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Money;

/** Adds test money to sandbox accounts. */
public final class SandboxService {
  private final Engine engine;

  public SandboxService(Engine engine) {
    this.engine = engine;
  }

  /** Adds test money to the caller's account; NOT_FOUND in live, INVALID_AMOUNT above a maximum. */
  @CheckReturnValue
  public Result<Completed> fund(Caller caller, Money money) {
    if (caller.head().environment() != Environment.SANDBOX) {
      return Result.rejected(ErrorCode.NOT_FOUND, "Test money exists only in the sandbox.");
    }

    return engine.run(new FundAccount(caller, money));
  }
}
