package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.features.apikeys.spending.KeySpending;
import com.remitflex.features.payments.PaymentDue.Step;
import com.remitflex.features.payments.PaymentStatus.Trigger;
import com.remitflex.features.rails.FailureReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One transition of a payment: what moves, what is emitted, and what is due next.
 *
 * @param reason why, for a failure or a rejection
 * @param review who decided a review; empty for a review that ended without a decision
 * @param nextStepAfter when the next step is due
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

  /** Ends a review as a person decided. */
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

  /** The payment after the step and its effects; empty when there is no such transition. */
  Optional<Taken> take(State state, Payment payment) {
    return payment
        .after(trigger)
        .map(next -> taken(state, payment, next, state.now(payment.key().head())));
  }

  record Taken(Payment payment, Effects effects) {}

  private Taken taken(State state, Payment before, PaymentStatus next, Instant now) {
    Payment after = before.at(next, reason, now);
    Effects effects = new Effects();
    money(before, effects);
    if (sendsBack()) {
      KeySpending.giveBack(state, effects, before.key().head(), before.id());
    }
    events(after, now, effects);
    effects.update(PaymentStore.BOOK, after.key(), after);
    PaymentCounts.moved(before, after, effects);
    nextStep(after)
        .ifPresentOrElse(
            step ->
                effects.save(
                    DueStore.BOOK,
                    after.key(),
                    new PaymentDue(after.key(), step, now.plus(nextStepAfter))),
            () -> effects.delete(DueStore.BOOK, after.key()));
    return new Taken(after, effects);
  }

  /** Asks for what {@link #take} reads beside the payment and its next step. */
  void needs(ReadSet needs, PaymentKey key) {
    if (sendsBack()) {
      KeySpending.needsShare(needs, key.head(), key.id());
    }
  }

  private boolean sendsBack() {
    return switch (trigger) {
      case START, HOLD, APPROVE, SETTLE, DELIVER -> false;
      case REJECT, FAIL, CANCEL -> true;
    };
  }

  private void money(Payment before, Effects effects) {
    HeadId head = before.key().head();
    Optional<String> id = Optional.of(before.id());
    switch (trigger) {
      case START, HOLD, APPROVE, DELIVER -> {}
      case SETTLE ->
          effects
              .move(
                  head,
                  SubAccount.HELD,
                  SubAccount.SETTLEMENT,
                  before.amount(),
                  "payment_settled",
                  id)
              .move(head, SubAccount.HELD, SubAccount.FEES, before.fee(), "payment_fee", id);
      case REJECT, FAIL, CANCEL -> {
        if (before.status() == PaymentStatus.SETTLED) {
          effects
              .move(
                  head,
                  SubAccount.SETTLEMENT,
                  SubAccount.AVAILABLE,
                  before.amount(),
                  "payment_returned",
                  id)
              .move(
                  head,
                  SubAccount.FEES,
                  SubAccount.AVAILABLE,
                  before.fee(),
                  "payment_fee_returned",
                  id);
        } else {
          effects.move(
              head,
              SubAccount.HELD,
              SubAccount.AVAILABLE,
              before.totalDebited(),
              "payment_released",
              id);
        }
      }
    }
  }

  private void events(Payment after, Instant now, Effects effects) {
    switch (trigger) {
      case HOLD -> emit(effects, after, "compliance.review_required", "review_required_at", now);
      case APPROVE -> emitReviewed(effects, after, "compliance.approved", "approved_at", now);
      case REJECT -> emitReviewed(effects, after, "compliance.rejected", "rejected_at", now);
      case START, SETTLE, DELIVER, FAIL, CANCEL -> {}
    }
    switch (after.status()) {
      case PENDING, COMPLIANCE_REVIEW -> {}
      case PROCESSING -> emit(effects, after, "payment.processing", "processing_started_at", now);
      case SETTLED -> emit(effects, after, "payment.settled", "settled_at", now);
      case DELIVERED -> emit(effects, after, "payment.delivered", "delivered_at", now);
      case FAILED -> emit(effects, after, "payment.failed", "failed_at", now);
      case CANCELLED -> emit(effects, after, "payment.cancelled", "cancelled_at", now);
    }
  }

  /** The event names the person who decided, and the reason of a rejection. */
  private void emitReviewed(
      Effects effects, Payment payment, String type, String timeMember, Instant now) {
    effects.emit(
        payment.key().head(),
        type,
        payment.id(),
        PaymentJson.reviewData(payment, timeMember, now, review));
  }

  private static void emit(
      Effects effects, Payment payment, String type, String timeMember, Instant now) {
    effects.emit(
        payment.key().head(), type, payment.id(), PaymentJson.eventData(payment, timeMember, now));
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
