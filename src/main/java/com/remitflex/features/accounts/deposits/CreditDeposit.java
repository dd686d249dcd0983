package com.remitflex.features.accounts.deposits;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.State;
import com.remitflex.features.accounts.deposits.DepositStatus.Trigger;
import com.remitflex.platform.ids.IdPrefix;
import java.util.Optional;

/** A transfer's block is final: the deposit is credited, unless it is held. */
final class CreditDeposit extends DepositCommand {
  private final Optional<HeldReason> reason;
  private final long confirmations;
  private final String id = IdPrefix.DEPOSIT.next();

  /**
   * A report of a final block.
   *
   * @param reason why the deposit is held, by the rules of now
   * @param confirmations how many blocks confirm it at least
   */
  CreditDeposit(DepositKey key, Optional<HeldReason> reason, long confirmations) {
    super(Caller.platform(key.head()), key);
    this.reason = reason;
    this.confirmations = confirmations;
  }

  @Override
  Decision decide(State state, Optional<Deposit> found) {
    if (found.isEmpty()) {
      Effects effects = new Effects();
      return accepted(
          effects, DepositEffects.createFinal(state, effects, key, id, reason, confirmations));
    }
    Deposit deposit = found.get().inFinalBlock(confirmations);
    return switch (found.get().status()) {
      case CREDITED -> unchanged(found.get());
      case HELD -> found.get().isFinal() ? unchanged(found.get()) : saved(deposit);
      case PENDING, DROPPED ->
          reason.isEmpty() || deposit.isReleased()
              ? move(state, deposit, Trigger.CREDIT, Optional.empty())
              : move(state, deposit, Trigger.HOLD, reason);
    };
  }

  private static Decision saved(Deposit deposit) {
    Effects effects = new Effects();
    DepositEffects.save(effects, deposit);
    return accepted(effects, deposit);
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return state.isPosted(transactionId()) ? Optional.of(resultAfter(state)) : Optional.empty();
  }
}
