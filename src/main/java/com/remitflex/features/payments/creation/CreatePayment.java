package com.remitflex.features.payments.creation;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.MoneyCommand;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.features.apikeys.spending.KeySpending;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.features.corridors.rates.Rates;
import com.remitflex.features.exchange.quotes.QuoteUse;
import com.remitflex.features.payments.DueStore;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentCountStore;
import com.remitflex.features.payments.PaymentDue;
import com.remitflex.features.payments.PaymentEffects;
import com.remitflex.features.payments.PaymentJson;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentKind;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.payments.PaymentStore;
import com.remitflex.features.rails.Rails;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * POST /v1/payments and POST /v1/off-ramps: holds amount and fee and creates the payment, in one
 * step.
 */
public final class CreatePayment implements MoneyCommand {
  /**
   * What the platform decides every payment with.
   *
   * @param pending how long a payment stays `pending`
   */
  public record Terms(Rates rates, Rails rails, SendingLimits limits, Duration pending) {
    /** Without limits of accounts. */
    public Terms(Rates rates, Rails rails, Duration pending) {
      this(rates, rails, SendingLimits.NONE, pending);
    }
  }

  private final Caller caller;
  private final Plan plan;
  private final Terms terms;
  private final HeadId head;
  private final PaymentKey key;
  private final String transactionId = IdPrefix.TRANSACTION.next();

  private CreatePayment(Caller caller, Plan plan, Terms terms) {
    this.caller = caller;
    this.plan = plan;
    this.terms = terms;
    this.head = caller.head();
    this.key = new PaymentKey(head, plan.kind().prefix().next());
  }

  public static CreatePayment payment(Caller caller, PaymentRequest request, Terms terms) {
    Optional<HeadId> to =
        request.destination().map(id -> new HeadId(id, caller.head().environment()));
    return new CreatePayment(
        caller,
        to.<Plan>map(receiver -> new TransferPlan(request, receiver))
            .orElseGet(() -> new PayoutPlan(request, terms.rails())),
        terms);
  }

  public static CreatePayment offRamp(Caller caller, OffRampRequest request, Terms terms) {
    return new CreatePayment(caller, new OffRampPlan(request, terms.rails()), terms);
  }

  @Override
  public String transactionId() {
    return transactionId;
  }

  @Override
  public Set<HeadId> heads() {
    return plan.receiver()
        .filter(to -> !to.equals(head))
        .map(to -> Set.of(head, to))
        .orElse(Set.of(head));
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet reads) {
    reads.balance(head, plan.amount().currency());
    reads.newRow(PaymentStore.ROWS, key);
    reads.newRow(DueStore.ROWS, key);
    KeySpending.prefetch(reads, caller, key.id());
    terms.limits().prefetch(reads, caller, key);
    plan.prefetch(reads, head);
  }

  @Override
  public CommandResult resultAfter(State state) {
    return PaymentJson.result(
        201,
        state
            .find(PaymentStore.ROWS, key)
            .orElseThrow(() -> new IllegalStateException("posted, but absent: " + key)));
  }

  @Override
  public Decision decide(State state) {
    CurrentRates rates = terms.rates().at(head.environment(), state.now(head));
    return switch (plan.draft(state, key, rates)) {
      case Result.Rejected<Draft>(ApiError error) -> new Decision.Rejected(error);
      case Result.Ok<Draft>(Draft draft) -> decide(state, draft, rates);
    };
  }

  private Decision decide(State state, Draft draft, CurrentRates rates) {
    Effects effects = new Effects();
    long number = number(state, effects);
    Payment payment = draft.pending(key, number, state.now(head));
    Optional<ApiError> rejection =
        terms
            .limits()
            .rejection(state, caller, payment, rates)
            .or(() -> KeySpending.rejection(state, caller, payment.amount(), rates))
            .or(() -> insufficientFunds(state, payment.totalDebited()));
    if (rejection.isPresent()) {
      return new Decision.Rejected(rejection.get());
    }

    draft.quote().ifPresent(quote -> QuoteUse.use(effects, quote, key.id()));
    create(state, effects, payment, rates);
    Payment created =
        plan.receiver()
            .map(to -> settle(effects, payment, to))
            .orElseGet(() -> scheduled(effects, payment));
    return new Decision.Accepted(effects, PaymentJson.result(201, created));
  }

  /** Orders the payments of an account that are created at the same time. */
  private long number(State state, Effects effects) {
    if (plan.kind() == PaymentKind.PAYMENT) {
      return state.nextEvent(head);
    }
    OffRampNumber number =
        state
            .find(OffRampNumberStore.ROWS, head)
            .map(OffRampNumber::next)
            .orElseGet(() -> OffRampNumber.first(head));
    effects.save(OffRampNumberStore.ROWS, head, number);
    return number.ofRow();
  }

  private Optional<ApiError> insufficientFunds(State state, Money total) {
    if (state.balance(head, total.currency()).of(SubAccount.AVAILABLE) >= total.minor()) {
      return Optional.empty();
    }
    return Optional.of(
        ApiError.of(
            ErrorCode.INSUFFICIENT_FUNDS,
            "The available balance does not cover "
                + total
                + " (amount and fee). Nothing was debited."));
  }

  private void create(State state, Effects effects, Payment payment, CurrentRates rates) {
    KeySpending.use(state, effects, caller, key.id(), payment.amount(), rates);
    terms.limits().use(state, effects, caller, payment, rates);
    PaymentEffects.hold(effects, payment);
    effects.insert(PaymentStore.ROWS, key, payment);
    PaymentCountStore.countCreated(effects, payment);
    PaymentEffects.emitStatus(effects, payment, payment.createdAt());
  }

  private Payment scheduled(Effects effects, Payment pending) {
    Instant due = pending.createdAt().plus(terms.pending());
    effects.insert(DueStore.ROWS, key, new PaymentDue(key, PaymentDue.Step.START, due));
    return pending;
  }

  private Payment settle(Effects effects, Payment pending, HeadId to) {
    Instant now = pending.createdAt();
    Payment processing = pending.at(PaymentStatus.PROCESSING, Optional.empty(), now);
    Payment settled = processing.at(PaymentStatus.SETTLED, Optional.empty(), now);
    PaymentEffects.emitStatus(effects, processing, now);
    PaymentEffects.settle(effects, pending);
    PaymentEffects.credit(effects, pending, to);
    PaymentEffects.emitStatus(effects, settled, now);
    effects.insert(PaymentStore.ROWS, key, settled);
    PaymentCountStore.countMoved(effects, pending, settled);
    return settled;
  }
}
