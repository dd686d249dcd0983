package com.remitflex.features.accounts.deposits;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.State;
import com.remitflex.features.accounts.deposits.DepositStatus.Trigger;
import java.util.Optional;

/**
 * A transfer's block is no longer part of the chain: the deposit is dropped. Rejected for a deposit
 * whose block was final: the chain has broken its finality, and nothing is taken from the account.
 */
final class DropDeposit extends DepositCommand {
  DropDeposit(DepositKey key) {
    super(Caller.platform(key.head()), key);
  }

  @Override
  Decision decide(State state, Optional<Deposit> found) {
    if (found.isEmpty()) {
      return reject("is not recorded");
    }
    Deposit deposit = found.get();
    if (deposit.isFinal()) {
      return reject("is in a final block and cannot DROP");
    }
    return deposit.status() == DepositStatus.DROPPED
        ? unchanged(deposit)
        : move(state, deposit, Trigger.DROP, Optional.empty());
  }
}
