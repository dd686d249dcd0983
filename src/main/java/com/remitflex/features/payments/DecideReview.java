package com.remitflex.features.payments;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.MoneyCommand;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.rails.Rails;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import java.util.Optional;
import java.util.Set;

/**
 * A person's approval or rejection of a payment that is held for review. Only the first decision
 * takes effect; the automatic approval counts as one.
 */
final class DecideReview implements MoneyCommand {
  /** The statuses that a payment can have after its approval. */
  private static final Set<PaymentStatus> AFTER_APPROVAL =
      Set.of(
          PaymentStatus.PROCESSING,
          PaymentStatus.SETTLED,
          PaymentStatus.DELIVERED,
          PaymentStatus.RETURNED,
          PaymentStatus.FAILED);

  private final Caller caller;
  private final AuditTrail audit;
  private final PaymentKey key;
  private final ReviewDecision decision;
  private final PaymentStep step;
  private final String transactionId = IdPrefix.TRANSACTION.next();

  DecideReview(
      Caller caller, AuditTrail audit, Rails rails, String paymentId, ReviewDecision decision) {
    this.caller = caller;
    this.audit = audit;
    this.key = new PaymentKey(caller.head(), paymentId);
    this.decision = decision;
    this.step = PaymentStep.review(decision, rails);
  }

  @Override
  public String transactionId() {
    return transactionId;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet reads) {
    step.prefetch(reads, key);
    PaymentStep.prefetchBalances(reads, key.head());
    AuditTrail.prefetch(reads, key.head().accountId());
  }

  @Override
  public Decision decide(State state) {
    Optional<Payment> payment = state.find(PaymentStore.ROWS, key);
    if (payment.isEmpty()) {
      return new Decision.Rejected(
          ApiRequest.notFound(PaymentKind.of(key.id()).map(PaymentKind::label).orElse("payment")));
    }
    if (caller instanceof Caller.Member && key.head().environment() == Environment.LIVE) {
      return Decision.reject(
          ErrorCode.INSUFFICIENT_PERMISSIONS,
          "Only the operator of the platform decides the reviews of live payments. Nothing was"
              + " changed.");
    }
    Optional<PaymentStep.Taken> taken = step.take(state, payment.get());
    if (taken.isEmpty()) {
      return Decision.reject(ErrorCode.VALIDATION_ERROR, notInReview(payment.get()));
    }

    Effects effects = taken.get().effects();
    audit.append(state, effects, key.head(), auditAction());
    return new Decision.Accepted(effects, PaymentJson.result(200, taken.get().payment()));
  }

  private AuditAction auditAction() {
    return AuditAction.of(
        caller.actor(),
        PaymentKind.of(key.id()).orElseThrow().word() + ".review_" + decision.verdict().word(),
        key.id(),
        PaymentJson.auditDetails(decision));
  }

  private static String notInReview(Payment payment) {
    String ended = "This " + payment.kind().label() + " is no longer in review: it ";
    return switch (payment.status()) {
      case PENDING ->
          "This " + payment.kind().label() + " is not held for review. Nothing was changed.";
      case COMPLIANCE_REVIEW -> throw new IllegalStateException(payment.id() + " is in review");
      case PROCESSING, SETTLED, DELIVERED, RETURNED ->
          ended + "has already been approved. Nothing was changed.";
      case FAILED ->
          isRejected(payment)
              ? ended + "has already been rejected. Nothing was changed."
              : ended + "has failed. Nothing was changed.";
      case CANCELLED ->
          isRejected(payment)
              ? ended + "has already been rejected. Nothing was changed."
              : ended + "was cancelled. Nothing was changed.";
    };
  }

  private static boolean isRejected(Payment payment) {
    return payment.failureReason().equals(Optional.of(FailureReason.COMPLIANCE_REJECTED));
  }

  /**
   * A rejection is recognised by its ledger transaction. An approval moves no money: after a COMMIT
   * with an unknown outcome, it counts as done when the payment has been approved.
   */
  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return switch (decision.verdict()) {
      case REJECTED -> MoneyCommand.super.earlierResult(state);
      case APPROVED ->
          state
              .find(PaymentStore.ROWS, key)
              .filter(payment -> AFTER_APPROVAL.contains(payment.status()))
              .map(payment -> PaymentJson.result(200, payment));
    };
  }

  @Override
  public CommandResult resultAfter(State state) {
    return PaymentJson.result(200, state.find(PaymentStore.ROWS, key).orElseThrow());
  }
}
