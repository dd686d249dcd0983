package com.remitflex.features.accounts.deposits;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.State;
import com.remitflex.features.accounts.deposits.DepositStatus.Trigger;
import com.remitflex.platform.ids.IdPrefix;
import java.util.Optional;

/** A transfer was seen in a block: the deposit is pending, or held. */
final class RecordDeposit extends DepositCommand {
  private final Optional<HeldReason> reason;
  private final String id = IdPrefix.DEPOSIT.next();

  RecordDeposit(DepositKey key, Optional<HeldReason> reason) {
    super(Caller.platform(key.head()), key);
    this.reason = reason;
  }

  @Override
  Decision decide(State state, Optional<Deposit> found) {
    if (found.isEmpty()) {
      Effects effects = new Effects();
      return accepted(effects, DepositEffects.create(state, effects, key, id, reason));
    }
    Deposit deposit = found.get();
    if (deposit.status() != DepositStatus.DROPPED) {
      return unchanged(deposit);
    }
    return reason.isEmpty() || deposit.isReleased()
        ? move(state, deposit, Trigger.SEE, Optional.empty())
        : move(state, deposit, Trigger.HOLD, reason);
  }
}
