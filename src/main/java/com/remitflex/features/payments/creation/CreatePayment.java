package com.remitflex.features.payments.creation;

import com.remitflex.features.payments.DueStore;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentCountStore;
import com.remitflex.features.payments.PaymentDue;
import com.remitflex.features.payments.PaymentEffects;
import com.remitflex.features.payments.PaymentJson;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.payments.PaymentStore;
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
import com.remitflex.features.payments.creation.PayoutRoute.Payout;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.rails.Rails;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** POST /v1/payments: holds amount and fee and creates the payment, in one step. */
public final class CreatePayment implements MoneyCommand {
  /** The fee of a payment between two accounts, which uses no corridor. */
  private static final int TRANSFER_FEE_BASIS_POINTS = 50;

  /**
   * What the platform decides every payment with.
   *
   * @param pending how long a payment stays `pending`
   */
  public record Terms(Rates rates, Rails rails, Duration pending) {}

  private final Caller caller;
  private final PaymentRequest request;
  private final Terms terms;
  private final HeadId head;
  private final PaymentKey key;
  private final String transactionId = IdPrefix.TRANSACTION.next();

  public CreatePayment(Caller caller, PaymentRequest request, Terms terms) {
    this.caller = caller;
    this.request = request;
    this.terms = terms;
    this.head = caller.head();
    this.key = new PaymentKey(head, IdPrefix.PAYMENT.next());
  }

  @Override
  public String transactionId() {
    return transactionId;
  }

  @Override
  public Set<HeadId> heads() {
    return destination()
        .filter(to -> !to.equals(head))
        .map(to -> Set.of(head, to))
        .orElseGet(() -> Set.of(head));
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet reads) {
    reads.balance(head, request.amount().currency());
    destination().ifPresent(to -> reads.balance(to, request.amount().currency()));
    reads.newRow(PaymentStore.ROWS, key);
    reads.newRow(DueStore.ROWS, key);
    KeySpending.prefetch(reads, caller, key.id());
    if (request.destination().isEmpty()) {
      PayoutRoute.prefetch(reads, head, request);
    }
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
    return destination().map(to -> decideTransfer(state, to)).orElseGet(() -> decidePayout(state));
  }

  /** A payment that leaves the platform on a corridor. */
  private Decision decidePayout(State state) {
    PayoutRoute route = PayoutRoute.load(state, head, request);
    Optional<ApiError> noRoute = route.rejection();
    if (noRoute.isPresent()) {
      return new Decision.Rejected(noRoute.get());
    }
    CurrentRates rates = rates(state);
    return switch (Payout.of(route, request.amount(), rates).flatMap(one -> priced(one, rates))) {
      case Result.Rejected<Payout>(ApiError error) -> new Decision.Rejected(error);
      case Result.Ok<Payout>(Payout payout) -> decidePriced(state, payout, rates);
    };
  }

  private Decision decidePriced(State state, Payout payout, CurrentRates rates) {
    Optional<ApiError> rejection =
        payout
            .outsideCorridorLimits()
            .or(payout::tooSmallToConvert)
            .or(() -> rejectedByRail(payout))
            .or(() -> overKeyLimit(state, rates))
            .or(() -> insufficientFunds(state, payout.price().fee()));
    if (rejection.isPresent()) {
      return new Decision.Rejected(rejection.get());
    }

    Payment payment = payment(state, payout);
    Effects effects = created(state, payment, rates);
    Instant due = payment.createdAt().plus(terms.pending());
    effects.insert(DueStore.ROWS, key, new PaymentDue(key, PaymentDue.Step.START, due));
    return new Decision.Accepted(effects, PaymentJson.result(201, payment));
  }

  /** The payout with the fee of its rail. */
  @CheckReturnValue
  private Result<Payout> priced(Payout payout, CurrentRates rates) {
    return terms
        .rails()
        .fee(order(payout))
        .map(charge -> payout.with(charge, rates))
        .orElseGet(() -> Result.ok(payout));
  }

  /** One snapshot for the whole decision. */
  private CurrentRates rates(State state) {
    return terms.rates().at(head.environment(), state.now(head));
  }

  /** A payment to another account of this platform: it is settled immediately. */
  private Decision decideTransfer(State state, HeadId to) {
    Money fee = request.amount().fee(TRANSFER_FEE_BASIS_POINTS);
    CurrentRates rates = rates(state);
    Optional<ApiError> rejection =
        unknownDestination(state, to)
            .or(() -> ownDestination(to))
            .or(this::currencyOtherThanSent)
            .or(this::corridorWithDestination)
            .or(() -> overKeyLimit(state, rates))
            .or(() -> insufficientFunds(state, fee));
    if (rejection.isPresent()) {
      return new Decision.Rejected(rejection.get());
    }

    Payment pending = transfer(state, fee);
    Effects effects = created(state, pending, rates);
    Payment settled = settle(effects, pending, to);
    effects.insert(PaymentStore.ROWS, key, settled);
    PaymentCountStore.countMoved(effects, pending, settled);
    return new Decision.Accepted(effects, PaymentJson.result(201, settled));
  }

  private Optional<HeadId> destination() {
    return request.destination().map(id -> new HeadId(id, head.environment()));
  }

  // Rejections, in the order in which they are decided.

  private Optional<ApiError> unknownDestination(State state, HeadId to) {
    return state.exists(to) ? Optional.empty() : Optional.of(PaymentRequest.unknownDestination());
  }

  private Optional<ApiError> ownDestination(HeadId to) {
    if (!to.equals(head)) {
      return Optional.empty();
    }
    return Optional.of(
        ApiError.at(
            "destination",
            ErrorCode.INVALID_RECIPIENT,
            "The destination is the account that sends the payment. Choose another account."));
  }

  private Optional<ApiError> currencyOtherThanSent() {
    return request
        .destinationCurrency()
        .filter(currency -> currency != request.amount().currency())
        .map(currency ->
            ApiError.at(
                "destination_currency",
                ErrorCode.INVALID_CURRENCY,
                "A payment to another account arrives in the currency that is sent."));
  }

  private Optional<ApiError> corridorWithDestination() {
    return request
        .corridor()
        .map(corridor ->
            ApiError.at(
                "corridor",
                ErrorCode.VALIDATION_ERROR,
                "A payment to another account uses no corridor. Leave it out."));
  }

  private Optional<ApiError> rejectedByRail(Payout payout) {
    return terms.rails().rejection(order(payout));
  }

  private PaymentOrder order(Payout payout) {
    return new PaymentOrder(
        key.id(),
        head,
        request.amount(),
        payout.price().converted(),
        payout.corridor().id(),
        payout.recipient(),
        request.wallet());
  }

  private Optional<ApiError> overKeyLimit(State state, CurrentRates rates) {
    return KeySpending.rejection(state, caller, request.amount(), rates);
  }

  private Optional<ApiError> insufficientFunds(State state, Money fee) {
    Money total = request.amount().plus(fee);
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

  // Effects.

  private Payment payment(State state, Payout payout) {
    return pending(
        state,
        payout.price(),
        Optional.of(payout.corridor().id()),
        payout.recipient(),
        payout.corridor().usualTime());
  }

  private Payment transfer(State state, Money fee) {
    Payment.Price price = new Payment.Price(Rate.ONE, request.amount(), fee);
    return pending(state, price, Optional.empty(), Optional.empty(), Duration.ZERO);
  }

  private Payment pending(
      State state,
      Payment.Price price,
      Optional<String> corridor,
      Optional<Recipient> recipient,
      Duration usualTime) {
    Instant now = state.now(head);
    return new Payment(
        key,
        state.nextEvent(head),
        PaymentStatus.PENDING,
        request.amount(),
        price.converted(),
        price.rate(),
        price.fee(),
        corridor,
        recipient,
        request.wallet(),
        request.destination(),
        request.reference(),
        request.metadata(),
        Optional.empty(),
        Optional.empty(),
        now,
        now,
        now.plus(usualTime));
  }

  private Effects created(State state, Payment payment, CurrentRates rates) {
    Effects effects = new Effects();
    KeySpending.use(state, effects, caller, key.id(), request.amount(), rates);
    PaymentEffects.hold(effects, payment);
    effects.insert(PaymentStore.ROWS, key, payment);
    PaymentCountStore.countCreated(effects, payment);
    PaymentEffects.emitStatus(effects, payment, payment.createdAt());
    return effects;
  }

  private static Payment settle(Effects effects, Payment pending, HeadId to) {
    Instant now = pending.createdAt();
    Payment processing = pending.at(PaymentStatus.PROCESSING, Optional.empty(), now);
    Payment settled = processing.at(PaymentStatus.SETTLED, Optional.empty(), now);
    PaymentEffects.emitStatus(effects, processing, now);
    PaymentEffects.settle(effects, pending);
    PaymentEffects.credit(effects, pending, to);
    PaymentEffects.emitStatus(effects, settled, now);
    return settled;
  }
}
