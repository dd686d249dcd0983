package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.apikeys.spending.KeySpending;
import com.remitflex.features.payments.PaymentDue.Step;
import com.remitflex.features.payments.PaymentStatus.Trigger;
import com.remitflex.features.rails.FailureReason;
import com.remitflex.platform.money.Currency;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One transition of a payment: its transfers, its events and the next step that becomes due.
 *
 * @param reason of a failure or a rejection
 * @param review the decision of a person; empty for a review that ended without one
 * @param nextStepAfter how long after this step the next one is due
 */
record PaymentStep(
    Trigger trigger,
    Optional<FailureReason> reason,
    Optional<ReviewDecision> review,
    Duration nextStepAfter) {

  static PaymentStep of(Trigger trigger) {
    return of(trigger, Duration.ZERO);
  }

  static PaymentStep of(Trigger trigger, Duration nextStepAfter) {
    return new PaymentStep(trigger, Optional.empty(), Optional.empty(), nextStepAfter);
  }

  static PaymentStep fail(FailureReason reason) {
    return new PaymentStep(Trigger.FAIL, Optional.of(reason), Optional.empty(), Duration.ZERO);
  }

  /** Ends a review as a person decided it. */
  static PaymentStep review(ReviewDecision decision) {
    return switch (decision.verdict()) {
      case APPROVED ->
          new PaymentStep(Trigger.APPROVE, Optional.empty(), Optional.of(decision), Duration.ZERO);
      case REJECTED ->
          new PaymentStep(
              Trigger.REJECT,
              Optional.of(FailureReason.COMPLIANCE_REJECTED),
              Optional.of(decision),
              Duration.ZERO);
    };
  }

  /** Prefetches the rows that {@link #take} reads: the payment, its next step, its key limit. */
  void prefetch(ReadSet reads, PaymentKey key) {
    reads.row(PaymentStore.ROWS, key);
    reads.row(DueStore.ROWS, key);
    if (refunds()) {
      KeySpending.prefetchUsage(reads, key.head(), key.id());
    }
  }

  /** Prefetches every balance that a payment can have, for a command that knows only its ID. */
  static void prefetchBalances(ReadSet reads, HeadId head) {
    for (Currency currency : Currency.values()) {
      if (currency.isStablecoin()) {
        reads.balance(head, currency);
      }
    }
  }

  record Taken(Payment payment, Effects effects) {}

  /** The payment after the step, and the step's effects; empty when there is no such transition. */
  Optional<Taken> take(State state, Payment payment) {
    return payment.after(trigger).map(next -> take(state, payment, next));
  }

  private Taken take(State state, Payment before, PaymentStatus next) {
    Instant now = state.now(before.key().head());
    Payment after = before.at(next, reason, now);
    Effects effects = new Effects();
    moveFunds(effects, before);
    if (refunds()) {
      KeySpending.restore(state, effects, before.key().head(), before.id());
    }
    emit(effects, after, now);
    effects.update(PaymentStore.ROWS, after.key(), after);
    PaymentCountStore.countMoved(effects, before, after);
    scheduleNext(effects, after, now);
    return new Taken(after, effects);
  }

  private boolean refunds() {
    return switch (trigger) {
      case START, HOLD, APPROVE, SETTLE, DELIVER -> false;
      case REJECT, FAIL, CANCEL -> true;
    };
  }

  private void moveFunds(Effects effects, Payment before) {
    switch (trigger) {
      case START, HOLD, APPROVE, DELIVER -> {}
      case SETTLE -> PaymentEffects.settle(effects, before);
      case REJECT, FAIL, CANCEL -> PaymentEffects.refund(effects, before);
    }
  }

  private void emit(Effects effects, Payment after, Instant now) {
    switch (trigger) {
      case APPROVE -> PaymentEffects.emitApproved(effects, after, review, now);
      case REJECT -> PaymentEffects.emitRejected(effects, after, review, now);
      case START, HOLD, SETTLE, DELIVER, FAIL, CANCEL -> {}
    }
    PaymentEffects.emitStatus(effects, after, now);
  }

  private void scheduleNext(Effects effects, Payment after, Instant now) {
    nextStep(after)
        .ifPresentOrElse(
            step ->
                effects.save(
                    DueStore.ROWS,
                    after.key(),
                    new PaymentDue(after.key(), step, now.plus(nextStepAfter))),
            () -> effects.delete(DueStore.ROWS, after.key()));
  }

  private static Optional<Step> nextStep(Payment after) {
    return switch (after.status()) {
      case PENDING -> Optional.of(Step.START);
      case COMPLIANCE_REVIEW -> Optional.of(Step.RELEASE);
      case PROCESSING -> Optional.of(Step.SUBMIT);
      case SETTLED -> after.isToBank() ? Optional.of(Step.REPORT) : Optional.empty();
      case DELIVERED, FAILED, CANCELLED -> Optional.empty();
    };
  }
}
