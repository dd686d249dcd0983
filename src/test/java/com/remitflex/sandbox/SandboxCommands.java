package com.remitflex.sandbox;

import com.remitflex.engine.Caller;
import com.remitflex.engine.Command;
import com.remitflex.money.Money;

/** The commands of the sandbox, for tests of the engine and of payments. */
public final class SandboxCommands {
  private SandboxCommands() {}

  public static Command fund(Caller caller, Money money) {
    return new FundAccount(caller, money);
  }
}
