package com.remitflex.features.accounts.deposits.addresses;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import java.util.Optional;

/** Gives the account an address on a network, unless it has one. */
final class CreateDepositAddress implements Command {
  private final Caller caller;
  private final NewDepositAddress address;

  CreateDepositAddress(Caller caller, NewDepositAddress address) {
    this.caller = caller;
    this.address = address;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet reads) {
    address.prefetch(reads);
  }

  @Override
  public Decision decide(State state) {
    Effects effects = new Effects();
    return new Decision.Accepted(effects, result(address.insertUnlessPresent(state, effects)));
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }

  /**
   * Without the address: it is derived again whenever it is shown, and not read from a response.
   */
  private static CommandResult result(DepositAddress created) {
    return new CommandResult(201, "{}", created.id());
  }
}
