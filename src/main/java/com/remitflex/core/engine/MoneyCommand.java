package com.remitflex.core.engine;

import java.util.Optional;

/** A command that moves money: its ledger transaction shows whether an attempt took effect. */
public interface MoneyCommand extends Command {
  /** ID of the ledger transaction that the command posts; the same in each attempt. */
  String transactionId();

  /** The result of an attempt that took effect. */
  CommandResult resultAfter(State state);

  @Override
  default Optional<CommandResult> earlierResult(State state) {
    return state.isPosted(transactionId()) ? Optional.of(resultAfter(state)) : Optional.empty();
  }
}
