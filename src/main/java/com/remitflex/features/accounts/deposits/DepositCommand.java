package com.remitflex.features.accounts.deposits;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.MoneyCommand;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.accounts.deposits.DepositStatus.Trigger;
import com.remitflex.platform.errors.ErrorCode;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A change of one deposit. A report that was applied before is accepted and has no further effect;
 * one that contradicts the deposit is rejected with NOT_FOUND.
 */
abstract class DepositCommand implements MoneyCommand {
  private final Caller caller;
  protected final DepositKey key;

  DepositCommand(Caller caller, DepositKey key) {
    this.caller = caller;
    this.key = key;
  }

  @Override
  public String transactionId() {
    return key.ledgerTransaction();
  }

  @Override
  public Set<HeadId> heads() {
    return Set.of(key.head());
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet reads) {
    DepositEffects.prefetch(reads, key);
  }

  @Override
  public final Decision decide(State state) {
    Optional<Deposit> found = DepositEffects.find(state, key);
    if (found.filter(deposit -> !deposit.authentic()).isPresent()) {
      return reject("was changed outside RemitFlex");
    }
    if (DepositEffects.contradicting(state, key).isPresent()) {
      return reject("contradicts another deposit with the same hash and log index");
    }
    return decide(state, found);
  }

  /** Decides for the deposit as it is, or for a transfer that is not recorded yet. */
  abstract Decision decide(State state, Optional<Deposit> found);

  /** Each command has the same effect once and twice, unless it moves money or is audited. */
  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }

  @Override
  public CommandResult resultAfter(State state) {
    return DepositJson.result(200, DepositEffects.find(state, key).orElseThrow());
  }

  /** The deposit is as the report says already. */
  static Decision unchanged(Deposit deposit) {
    return accepted(new Effects(), deposit);
  }

  static Decision accepted(Effects effects, Deposit deposit) {
    return new Decision.Accepted(effects, DepositJson.result(200, deposit));
  }

  Decision reject(String why) {
    return Decision.reject(ErrorCode.NOT_FOUND, "the transfer " + key.transfer().id() + " " + why);
  }

  /** Moves a deposit; rejects when there is no such transition. */
  Decision move(State state, Deposit before, Trigger trigger, Optional<HeldReason> reason) {
    Instant now = state.now(key.head());
    return before
        .after(trigger, reason, now)
        .map(after -> {
          Effects effects = new Effects();
          DepositEffects.move(effects, before, after, now);
          return accepted(effects, after);
        })
        .orElseGet(() -> reject("is " + before.status().word() + " and cannot " + trigger));
  }
}
