package com.remitflex.features.payments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.MoneyCommand;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import java.util.Optional;
import java.util.Set;

/**
 * A person approves or rejects a payment that is held for review. Of several decisions, and of the
 * automatic approval, the first under the account's head takes effect.
 */
final class DecideReview implements MoneyCommand {
  /** Where an approved payment can be. */
  private static final Set<PaymentStatus> APPROVED_BEFORE =
      Set.of(
          PaymentStatus.PROCESSING,
          PaymentStatus.SETTLED,
          PaymentStatus.DELIVERED,
          PaymentStatus.FAILED);

  private final Caller caller;
  private final AuditTrail audit;
  private final PaymentKey key;
  private final ReviewDecision decision;
  private final PaymentStep step;
  private final String transactionId = IdPrefix.TRANSACTION.next();

  DecideReview(Caller caller, AuditTrail audit, String paymentId, ReviewDecision decision) {
    this.caller = caller;
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
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet needs) {
    needs.row(PaymentStore.BOOK, key);
    needs.row(DueStore.BOOK, key);
    step.needs(needs, key);
    // The currency is known only once the payment is read: every book it could touch.
    PaymentRepositories.of(key.head(), needs);
    AuditTrail.prefetch(needs, key.head().accountId());
  }

  @Override
  public Decision decide(State state) {
    Optional<Payment> payment = state.find(PaymentStore.BOOK, key);
    if (payment.isEmpty()) {
      return new Decision.Rejected(ApiRequest.notFound("payment"));
    }
    Optional<PaymentStep.Taken> taken = step.take(state, payment.get());
    if (taken.isEmpty()) {
      return Decision.reject(ErrorCode.VALIDATION_ERROR, notInReview(payment.get()));
    }

    Effects effects = taken.get().effects();
    audit.append(state, effects, key.head(), act());
    return new Decision.Accepted(effects, answer(taken.get().payment()));
  }

  private AuditAction act() {
    ObjectNode details = Json.object();
    decision.reason().ifPresent(reason -> details.put(ReviewDecision.REASON, reason));
    return AuditAction.of(
        caller.actor(), "payment.review_" + decision.verdict().word(), key.id(), details);
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
   * A rejection is found by its ledger transaction. An approval moves nothing: after a COMMIT that
   * was never answered, a payment that has left its review was approved, which is what was asked.
   */
  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return switch (decision.verdict()) {
      case REJECTED -> MoneyCommand.super.earlierResult(state);
      case APPROVED ->
          state
              .find(PaymentStore.BOOK, key)
              .filter(payment -> APPROVED_BEFORE.contains(payment.status()))
              .map(DecideReview::answer);
    };
  }

  @Override
  public CommandResult resultAfter(State state) {
    return answer(state.find(PaymentStore.BOOK, key).orElseThrow());
  }

  private static CommandResult answer(Payment payment) {
    return new CommandResult(200, Json.text(PaymentJson.object(payment)), payment.id());
  }
}
