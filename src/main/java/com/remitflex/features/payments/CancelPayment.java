package com.remitflex.features.payments;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.MoneyCommand;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.ids.IdPrefix;
import java.util.Optional;

/** DELETE /v1/payments/{id}: cancels a payment that is still pending. */
final class CancelPayment implements MoneyCommand {
  private static final PaymentStep CANCEL = PaymentStep.cancel();

  private final Caller caller;
  private final PaymentKey key;
  private final String transactionId = IdPrefix.TRANSACTION.next();

  CancelPayment(Caller caller, String paymentId) {
    this.caller = caller;
    this.key = new PaymentKey(caller.head(), paymentId);
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
    CANCEL.prefetch(reads, key);
    PaymentStep.prefetchBalances(reads, key.head());
  }

  @Override
  public Decision decide(State state) {
    Optional<Payment> payment = state.find(PaymentStore.ROWS, key);
    if (payment.isEmpty()) {
      return new Decision.Rejected(ApiRequest.notFound("payment"));
    }
    if (payment.get().status() == PaymentStatus.CANCELLED) {
      return Decision.reject(
          ErrorCode.PAYMENT_CANCELLED, "Payment " + key.id() + " has already been cancelled.");
    }
    Optional<PaymentStep.Taken> taken = CANCEL.take(state, payment.get());
    if (taken.isEmpty()) {
      return Decision.reject(
          ErrorCode.PAYMENT_NOT_CANCELLABLE,
          "Payment "
              + key.id()
              + " is "
              + payment.get().status().word()
              + "; only a pending payment can be cancelled.");
    }

    return new Decision.Accepted(
        taken.get().effects(), PaymentJson.result(200, taken.get().payment()));
  }

  @Override
  public CommandResult resultAfter(State state) {
    return PaymentJson.result(200, state.find(PaymentStore.ROWS, key).orElseThrow());
  }
}
