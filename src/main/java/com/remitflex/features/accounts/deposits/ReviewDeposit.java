package com.remitflex.features.accounts.deposits;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.accounts.deposits.DepositStatus.Trigger;
import com.remitflex.platform.errors.ErrorCode;
import java.time.Instant;
import java.util.Optional;

/**
 * An operator's decision about a deposit: to hold it, to release it, or to keep it held. A released
 * deposit is credited if its block is final; otherwise it is pending again, and the rules that held
 * it no longer apply.
 */
final class ReviewDeposit extends DepositCommand {
  /** What the operator decides. */
  enum Choice {
    HOLD("deposit.held", "Only a pending deposit can be held."),
    RELEASE("deposit.released", "Only a held deposit can be released."),
    KEEP("deposit.kept", "Only a held deposit can be kept.");

    private final String action;
    private final String rule;

    Choice(String action, String rule) {
      this.action = action;
      this.rule = rule;
    }
  }

  private final AuditTrail audit;
  private final Choice choice;
  private final Optional<String> note;

  ReviewDeposit(
      Caller caller, AuditTrail audit, DepositKey key, Choice choice, Optional<String> note) {
    super(caller, key);
    this.audit = audit;
    this.choice = choice;
    this.note = note;
  }

  @Override
  public void prefetch(ReadSet reads) {
    DepositEffects.prefetchExisting(reads, key);
    AuditTrail.prefetch(reads, key.head().accountId());
  }

  @Override
  Decision decide(State state, Optional<Deposit> found) {
    DepositStatus expected = choice == Choice.HOLD ? DepositStatus.PENDING : DepositStatus.HELD;
    if (found.isEmpty() || found.get().status() != expected) {
      String is =
          found.map(deposit -> " The deposit is " + deposit.status().word() + ".").orElse("");
      return Decision.reject(
          ErrorCode.VALIDATION_ERROR, choice.rule + is + " Nothing was changed.");
    }

    Deposit before = found.get();
    Effects effects = new Effects();
    Deposit after = apply(state, effects, before);
    audit.append(
        state,
        effects,
        key.head(),
        AuditAction.of(
            caller().actor(), choice.action, before.id(), DepositJson.auditDetails(after, note)));
    return accepted(effects, after);
  }

  private Deposit apply(State state, Effects effects, Deposit before) {
    Instant now = state.now(key.head());
    return switch (choice) {
      case HOLD ->
          moved(
              effects,
              before,
              before.reviewed(Optional.empty()),
              Trigger.HOLD,
              Optional.of(HeldReason.OPERATOR),
              now);
      case RELEASE ->
          moved(
              effects,
              before,
              before.reviewed(Optional.of(Deposit.Review.RELEASED)),
              before.isFinal() ? Trigger.CREDIT : Trigger.RELEASE,
              Optional.empty(),
              now);
      case KEEP -> {
        Deposit kept = before.reviewed(Optional.of(Deposit.Review.KEPT));
        DepositEffects.save(effects, kept);
        yield kept;
      }
    };
  }

  private static Deposit moved(
      Effects effects,
      Deposit before,
      Deposit reviewed,
      Trigger trigger,
      Optional<HeldReason> reason,
      Instant now) {
    Deposit after = reviewed.after(trigger, reason, now).orElseThrow();
    DepositEffects.move(effects, before, after, now);
    return after;
  }

  /** After a COMMIT with an unknown outcome, it counts as done when the deposit is so. */
  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return DepositEffects.find(state, key)
        .filter(this::isDone)
        .map(deposit -> DepositJson.result(200, deposit));
  }

  private boolean isDone(Deposit deposit) {
    return switch (choice) {
      case HOLD ->
          deposit.status() == DepositStatus.HELD
              && deposit.heldReason().equals(Optional.of(HeldReason.OPERATOR));
      case RELEASE -> deposit.isReleased();
      case KEEP -> deposit.review().equals(Optional.of(Deposit.Review.KEPT));
    };
  }
}
