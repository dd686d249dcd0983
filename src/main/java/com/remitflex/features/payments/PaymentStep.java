package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.accounts.tiers.TierLimits;
import com.remitflex.features.apikeys.spending.KeySpending;
import com.remitflex.features.compliance.reviews.Held;
import com.remitflex.features.compliance.reviews.ReviewPolicy;
import com.remitflex.features.payments.PaymentDue.Step;
import com.remitflex.features.payments.PaymentStatus.Trigger;
import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.rails.Rails;
import com.remitflex.features.rails.Settlement;
import com.remitflex.features.rails.Submission;
import com.remitflex.platform.money.Currency;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** One transition of a payment: its transfers, its events, and what becomes due after it. */
public final class PaymentStep {
  private final Trigger trigger;
  private Optional<FailureReason> reason = Optional.empty();
  private Optional<ReviewDecision> review = Optional.empty();
  private Optional<Settlement> settlement = Optional.empty();
  private Optional<Payment.Returned> returned = Optional.empty();

  /** Why it is held. */
  private Optional<Held> held = Optional.empty();

  /** What becomes of its review if no one decides it. */
  private Optional<ReviewPolicy> policy = Optional.empty();

  /** How long after this step the next one is due. */
  private Duration nextStepAfter = Duration.ZERO;

  /** Whether the rail has the payment for longer, although a bank has received it. */
  private boolean isFollowed;

  /** The place in the queue of its rail that a payment gets when it is started. */
  private Function<Payment, Submission> submission =
      payment -> {
        throw new IllegalStateException(payment.id() + " is not submitted by this step");
      };

  private PaymentStep(Trigger trigger) {
    this.trigger = trigger;
  }

  /** Screening found nothing: the payment is submitted to its rail. */
  public static PaymentStep start(Submission submission) {
    PaymentStep step = new PaymentStep(Trigger.START);
    step.submission = payment -> submission;
    return step;
  }

  /** Screening or a rule requires a review. */
  public static PaymentStep hold(Held held, ReviewPolicy policy) {
    PaymentStep step = new PaymentStep(Trigger.HOLD);
    step.held = Optional.of(held);
    step.policy = Optional.of(policy);
    return step;
  }

  /** No one decided the review: the payment is submitted to its rail. */
  public static PaymentStep approve(Submission submission) {
    PaymentStep step = new PaymentStep(Trigger.APPROVE);
    step.submission = payment -> submission;
    return step;
  }

  /** No one decided the review in its time, which ends with a rejection. */
  public static PaymentStep rejectUndecided() {
    PaymentStep step = failing(Trigger.REJECT, FailureReason.COMPLIANCE_REJECTED);
    step.review = Optional.of(ReviewDecision.UNDECIDED);
    return step;
  }

  /** A person decided the review; an approved payment is submitted to its rail. */
  static PaymentStep review(ReviewDecision decision, Rails rails) {
    PaymentStep step =
        switch (decision.verdict()) {
          case APPROVED -> new PaymentStep(Trigger.APPROVE);
          case REJECTED -> failing(Trigger.REJECT, FailureReason.COMPLIANCE_REJECTED);
        };
    step.review = Optional.of(decision);
    step.submission = payment -> rails.submission(payment.order());
    return step;
  }

  /**
   * The money has left the platform.
   *
   * @param askAgainAfter when the rail is to be asked whether a bank has received it
   */
  public static PaymentStep settle(Optional<Settlement> settlement, Duration askAgainAfter) {
    PaymentStep step = new PaymentStep(Trigger.SETTLE);
    step.settlement = settlement;
    step.nextStepAfter = askAgainAfter;
    return step;
  }

  /**
   * The recipient's bank has the money.
   *
   * @param askAgainAfter when the rail is to be asked whether the bank has sent it back; empty if
   *     the rail reports that without being asked
   */
  public static PaymentStep deliver(Optional<Duration> askAgainAfter) {
    PaymentStep step = new PaymentStep(Trigger.DELIVER);
    step.isFollowed = askAgainAfter.isPresent();
    step.nextStepAfter = askAgainAfter.orElse(Duration.ZERO);
    return step;
  }

  /**
   * The recipient's bank has sent money back, days after the delivery perhaps. Rejected for an
   * amount that cannot have come back.
   */
  public static PaymentStep takeBack(Payment.Returned returned) {
    PaymentStep step = new PaymentStep(Trigger.RETURN);
    step.returned = Optional.of(returned);
    return step;
  }

  public static PaymentStep fail(FailureReason reason) {
    return failing(Trigger.FAIL, reason);
  }

  static PaymentStep cancel() {
    return new PaymentStep(Trigger.CANCEL);
  }

  private static PaymentStep failing(Trigger trigger, FailureReason reason) {
    PaymentStep step = new PaymentStep(trigger);
    step.reason = Optional.of(reason);
    return step;
  }

  public Trigger trigger() {
    return trigger;
  }

  /** Prefetches the rows that {@link #take} reads and changes. */
  public void prefetch(ReadSet reads, PaymentKey key) {
    reads.row(PaymentStore.ROWS, key);
    switch (trigger) {
      case START, APPROVE -> {
        reads.row(DueStore.ROWS, key);
        reads.newRow(OrderStore.ROWS, key);
      }
      case HOLD, REJECT, CANCEL -> reads.row(DueStore.ROWS, key);
      case SETTLE, DELIVER, RETURN -> reads.row(OrderStore.ROWS, key);
      case FAIL -> {
        reads.row(DueStore.ROWS, key);
        reads.row(OrderStore.ROWS, key);
      }
    }
    ReviewSteps.prefetch(reads, trigger, key);
    if (refunds()) {
      KeySpending.prefetchUsage(reads, key.head(), key.id());
      TierLimits.prefetchUse(reads, key.head(), key.id());
    }
  }

  /** Prefetches every balance that a payment can have, for a command that knows only its ID. */
  static void prefetchBalances(ReadSet reads, HeadId head) {
    for (Currency currency : Currency.values()) {
      reads.balance(head, currency);
    }
  }

  /** A payment after a step, and the step's effects. */
  public record Taken(Payment payment, Effects effects) {}

  /** The payment after the step, and the step's effects; empty when there is no such transition. */
  public Optional<Taken> take(State state, Payment payment) {
    return payment
        .after(trigger)
        .filter(next -> returned.stream().allMatch(back -> payment.canReturn(back.amount())))
        .map(next -> take(state, payment, next));
  }

  private Taken take(State state, Payment before, PaymentStatus next) {
    Instant now = state.now(before.key().head());
    Payment after =
        before.at(next, reason, now).with(settlement.or(before::settlement)).withReturned(returned);
    Effects effects = new Effects();
    moveFunds(effects, before);
    if (refunds()) {
      KeySpending.restore(state, effects, before.key().head(), before.id());
      TierLimits.restore(state, effects, before.key().head(), before.id());
    }
    emit(state, effects, after, now);
    effects.update(PaymentStore.ROWS, after.key(), after);
    PaymentCountStore.countMoved(effects, before, after);
    scheduleNext(state, effects, after, now);
    return new Taken(after, effects);
  }

  private boolean refunds() {
    return switch (trigger) {
      case START, HOLD, APPROVE, SETTLE, DELIVER, RETURN -> false;
      case REJECT, FAIL, CANCEL -> true;
    };
  }

  private void moveFunds(Effects effects, Payment before) {
    switch (trigger) {
      case START, HOLD, APPROVE, DELIVER -> {}
      case SETTLE -> PaymentEffects.settle(effects, before);
      case RETURN -> returned.ifPresent(back -> PaymentEffects.takeBack(effects, before, back));
      case REJECT, FAIL, CANCEL -> PaymentEffects.refund(effects, before);
    }
  }

  private void emit(State state, Effects effects, Payment after, Instant now) {
    switch (trigger) {
      case HOLD -> {
        ReviewSteps.hold(effects, after, held.orElseThrow(), expiresAt(after, now), now);
        return;
      }
      case APPROVE, REJECT -> ReviewSteps.decide(state, effects, after, review, now);
      case START, SETTLE, DELIVER, RETURN, FAIL, CANCEL -> {}
    }
    PaymentEffects.emitStatus(effects, after, now);
  }

  private void scheduleNext(State state, Effects effects, Payment after, Instant now) {
    PaymentKey key = after.key();
    switch (trigger) {
      case HOLD ->
          effects.save(
              DueStore.ROWS,
              key,
              new PaymentDue(key, Step.RELEASE, ReviewPolicy.due(expiresAt(after, now))));
      case START, APPROVE -> {
        effects.delete(DueStore.ROWS, key);
        effects.insert(OrderStore.ROWS, key, submitted(after, now));
      }
      case SETTLE -> keepOrder(state, effects, after, now, after.isToBank());
      case DELIVER -> keepOrder(state, effects, after, now, isFollowed);
      case RETURN -> effects.delete(OrderStore.ROWS, key);
      case FAIL -> {
        effects.delete(DueStore.ROWS, key);
        effects.delete(OrderStore.ROWS, key);
      }
      case REJECT, CANCEL -> effects.delete(DueStore.ROWS, key);
    }
  }

  private Optional<Instant> expiresAt(Payment payment, Instant now) {
    return policy.orElseThrow().expiresAt(payment.key().head().environment(), now);
  }

  private void keepOrder(
      State state, Effects effects, Payment payment, Instant now, boolean isOpen) {
    PaymentKey key = payment.key();
    if (isOpen) {
      SubmittedOrder order = state.find(OrderStore.ROWS, key).orElseThrow();
      effects.update(OrderStore.ROWS, key, order.dueAt(now.plus(nextStepAfter)));
    } else {
      effects.delete(OrderStore.ROWS, key);
    }
  }

  private SubmittedOrder submitted(Payment payment, Instant now) {
    Submission place = submission.apply(payment);
    return new SubmittedOrder(payment.key(), place.rail(), now, now.plus(place.firstWorkAfter()));
  }
}
