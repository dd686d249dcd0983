package com.remitflex.features.payments;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.features.payments.sandbox.FundAccount;
import com.remitflex.platform.money.Money;

/** The commands of the sandbox, for tests of the engine and of payments. */
public final class SandboxCommands {
  private SandboxCommands() {}

  public static Command fund(Caller caller, Money money) {
    return new FundAccount(caller, money);
  }
}
