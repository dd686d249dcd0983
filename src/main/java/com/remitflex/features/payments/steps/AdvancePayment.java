package com.remitflex.features.payments.steps;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.MoneyCommand;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStep;
import com.remitflex.features.payments.PaymentStore;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A step of a payment that the platform takes: start, settlement, delivery, failure. */
public final class AdvancePayment implements MoneyCommand {
  private final Caller caller;
  private final PaymentKey key;
  private final Set<Currency> currencies;
  private final PaymentStep step;
  private final String transactionId = IdPrefix.TRANSACTION.next();

  public AdvancePayment(Payment payment, PaymentStep step) {
    this.caller = Caller.platform(payment.key().head());
    this.key = payment.key();
    this.currencies = EnumSet.of(payment.amount().currency(), payment.converted().currency());
    this.step = step;
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
    currencies.forEach(currency -> reads.balance(key.head(), currency));
  }

  /** Rejects when another command has already moved the payment on. */
  @Override
  public Decision decide(State state) {
    Optional<PaymentStep.Taken> taken =
        state.find(PaymentStore.ROWS, key).flatMap(payment -> step.take(state, payment));
    if (taken.isEmpty()) {
      return Decision.reject(
          ErrorCode.NOT_FOUND, key.id() + " has no transition " + step.trigger());
    }

    return new Decision.Accepted(taken.get().effects(), done());
  }

  @Override
  public CommandResult resultAfter(State state) {
    return done();
  }

  private CommandResult done() {
    return new CommandResult(200, "{}", key.id());
  }
}
