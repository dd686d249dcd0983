package com.remitflex.features.payments.steps;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.compliance.reviews.Held;
import com.remitflex.features.compliance.rules.RuleCheck;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStep;
import com.remitflex.features.payments.PaymentStore;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import java.util.Optional;
import java.util.function.Function;

/**
 * The end of `pending` for a payment that is not blocked: it is held for review, if screening or a
 * rule requires that, and else submitted to its rail. The rules are decided here, because what they
 * count changes with each payment.
 */
final class StartPayment implements Command {
  private final Caller caller;
  private final PaymentKey key;
  private final Optional<Held> screened;
  private final RuleCheck rules;
  private final PaymentStep start;
  private final Function<Held, PaymentStep> hold;

  /**
   * The next step of a payment.
   *
   * @param screened why screening holds it; empty if it does not
   * @param start the step of a payment that is not held
   */
  StartPayment(
      Payment payment,
      Optional<Held> screened,
      RuleCheck rules,
      PaymentStep start,
      Function<Held, PaymentStep> hold) {
    this.caller = Caller.platform(payment.key().head());
    this.key = payment.key();
    this.screened = screened;
    this.rules = rules;
    this.start = start;
    this.hold = hold;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet reads) {
    start.prefetch(reads, key);
    hold.apply(new Held("", "")).prefetch(reads, key);
    rules.prefetch(reads);
  }

  /** Rejects when another command has already moved the payment on. */
  @Override
  public Decision decide(State state) {
    Optional<ApiError> noRate = rules.noRate(state);
    if (noRate.isPresent()) {
      return new Decision.Rejected(noRate.get());
    }
    Optional<Held> held = screened.or(() -> rules.held(state));
    PaymentStep step = held.map(hold).orElse(start);
    Optional<PaymentStep.Taken> taken =
        state.find(PaymentStore.ROWS, key).flatMap(payment -> step.take(state, payment));
    if (taken.isEmpty()) {
      return Decision.reject(
          ErrorCode.NOT_FOUND, key.id() + " has no transition " + step.trigger());
    }

    rules.record(state, taken.get().effects(), held.isPresent());
    return new Decision.Accepted(taken.get().effects(), new CommandResult(200, "{}", key.id()));
  }

  /** A payment that an earlier attempt has moved on has no such transition. */
  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }
}
