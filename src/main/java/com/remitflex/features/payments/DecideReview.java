package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.Actor;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.ids.IdPrefix;
import java.util.Optional;
import java.util.Set;

/**
 * A person's approval or rejection of a payment that is held for review. Only the first decision
 * takes effect; the automatic approval counts as one.
 */
final class DecideReview implements Command {
  /** The statuses that a payment can have after its approval. */
  private static final Set<PaymentStatus> AFTER_APPROVAL =
      Set.of(
          PaymentStatus.PROCESSING,
          PaymentStatus.SETTLED,
          PaymentStatus.DELIVERED,
          PaymentStatus.FAILED);

  private final Caller caller;
  private final Actor actor;
  private final AuditTrail audit;
  private final PaymentKey key;
  private final ReviewDecision decision;
  private final PaymentStep step;
  private final String transactionId = IdPrefix.TRANSACTION.next();

  DecideReview(
      Caller caller, Actor actor, AuditTrail audit, String paymentId, ReviewDecision decision) {
    this.caller = caller;
    this.actor = actor;
    this.audit = audit;
    this.key = new PaymentKey(caller.head(), paymentId);
    this.decision = decision;
    this.step = PaymentStep.review(decision);
  }

  @Override
  public String transactionId() {
    return transactionId;
  }

  @Override
  public Set<HeadId> heads() {
    return Set.of(key.head());
  }

  @Override
  public Optional<Caller> caller() {
    return Optional.of(caller);
  }

  @Override
  public void needs(ReadSet reads) {
    step.prefetch(reads, key);
    PaymentStep.prefetchBalances(reads, key.head());
    AuditTrail.needs(reads, key.head().accountId());
  }

  @Override
  public Decision decide(State state) {
    Optional<Payment> payment = state.find(PaymentStore.REPOSITORY, key);
    if (payment.isEmpty()) {
      return new Decision.Rejected(ApiRequest.notFound("payment"));
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
        actor,
        "payment.review_" + decision.verdict().word(),
        key.id(),
        PaymentJson.auditDetails(decision));
  }

  private static String notInReview(Payment payment) {
    return switch (payment.status()) {
      case PENDING -> "This payment is not held for review. Nothing was changed.";
      case COMPLIANCE_REVIEW -> throw new IllegalStateException(payment.id() + " is in review");
      case PROCESSING, SETTLED, DELIVERED ->
          "This payment is no longer in review: it has already been approved. Nothing was changed.";
      case FAILED -> "This payment is no longer in review: it has failed. Nothing was changed.";
      case CANCELLED ->
          payment.failureReason().isPresent()
              ? "This payment is no longer in review: it has already been rejected."
                  + " Nothing was changed."
              : "This payment is no longer in review: it was cancelled. Nothing was changed.";
    };
  }

  /**
   * A rejection is recognised by its ledger transaction. An approval moves no money: after a COMMIT
   * with an unknown outcome, it counts as done when the payment has been approved.
   */
  @Override
  public boolean isDone(State state) {
    return switch (decision.verdict()) {
      case REJECTED -> state.isPosted(transactionId);
      case APPROVED ->
          state
              .find(PaymentStore.REPOSITORY, key)
              .map(Payment::status)
              .filter(AFTER_APPROVAL::contains)
              .isPresent();
    };
  }

  @Override
  public CommandResult answerAgain(State state) {
    return PaymentJson.result(200, state.find(PaymentStore.REPOSITORY, key).orElseThrow());
  }
}
