package com.remitflex.features.payments;

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
import com.remitflex.features.corridors.Corridor;
import com.remitflex.features.corridors.Corridors;
import com.remitflex.features.corridors.Rates;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.rails.Rails;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.SavedRecipient;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** POST /v1/payments: sets the money aside and creates the payment, in one step. */
final class CreatePayment implements MoneyCommand {
  /** Fee between two accounts, which is on no corridor. */
  private static final int TRANSFER_FEE_BASIS_POINTS = 50;

  /**
   * What every payment is decided with.
   *
   * @param pending how long a payment stays `pending`
   */
  record Terms(Rates rates, Rails rails, Duration pending) {}

  private final Caller caller;
  private final PaymentRequest request;
  private final Terms terms;
  private final HeadId head;
  private final PaymentKey key;
  private final String transactionId = IdPrefix.TRANSACTION.next();

  CreatePayment(Caller caller, PaymentRequest request, Terms terms) {
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
    Set<HeadId> heads = new TreeSet<>(Set.of(head));
    destinationHead().ifPresent(heads::add);
    return heads;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet needs) {
    needs.balance(head, request.amount().currency());
    destinationHead().ifPresent(to -> needs.balance(to, request.amount().currency()));
    needs.newRow(PaymentStore.BOOK, key);
    needs.newRow(DueStore.BOOK, key);
    KeySpending.needs(needs, caller, key.id());
    if (request.destination().isEmpty()) {
      needs.row(ReferenceRepositories.CORRIDORS, ReferenceRepositories.ALL);
      if (request.recipient().isEmpty()) {
        needs.row(ReferenceRepositories.DEFAULT_RECIPIENTS, head);
      }
    }
  }

  @Override
  public CommandResult resultAfter(State state) {
    return answer(
        state
            .find(PaymentStore.BOOK, key)
            .orElseThrow(() -> new IllegalStateException("posted, but absent: " + key)));
  }

  @Override
  public Decision decide(State state) {
    return request.destination().isPresent() ? decideTransfer(state) : decidePayout(state);
  }

  private Decision decidePayout(State state) {
    Optional<SavedRecipient> saved =
        request.recipient().isPresent()
            ? Optional.empty()
            : state.find(ReferenceRepositories.DEFAULT_RECIPIENTS, head);
    if (request.recipient().isEmpty() && saved.isEmpty()) {
      return Decision.reject(
          "recipient",
          ErrorCode.VALIDATION_ERROR,
          "Required: this account has no default recipient.");
    }
    Recipient recipient = request.recipient().orElseGet(() -> saved.orElseThrow().recipient());
    Currency to =
        saved
            .map(SavedRecipient::currency)
            .orElseGet(() -> request.destinationCurrency().orElseThrow());
    if (saved.isPresent() && request.destinationCurrency().filter(c -> c != to).isPresent()) {
      return Decision.reject(
          "destination_currency",
          ErrorCode.INVALID_CURRENCY,
          "The default recipient is paid in " + to + ".");
    }
    Currency from = request.amount().currency();
    Corridors corridors =
        state.find(ReferenceRepositories.CORRIDORS, ReferenceRepositories.ALL).orElseThrow();
    Optional<Corridor> named = request.corridor().flatMap(corridors::find);
    if (request.corridor().isPresent() && named.isEmpty()) {
      return Decision.reject(
          "corridor", ErrorCode.VALIDATION_ERROR, "There is no corridor with this id.");
    }
    if (named.isPresent() && !named.get().carries(from, to)) {
      return Decision.reject(
          "corridor",
          ErrorCode.VALIDATION_ERROR,
          named.get().id() + " does not carry " + from + " to " + to + ".");
    }
    Optional<Corridor> found = named.or(() -> corridors.between(from, to));
    if (found.isEmpty()) {
      return Decision.reject(
          "destination_currency",
          ErrorCode.INVALID_CURRENCY,
          "No corridor carries " + from + " to " + to + ".");
    }
    Corridor corridor = found.get();
    if (corridor.status() == Corridor.Status.UNAVAILABLE) {
      return Decision.reject(
          ErrorCode.CORRIDOR_UNAVAILABLE,
          "The corridor " + corridor.id() + " is unavailable. Nothing was debited.");
    }
    Optional<ApiError> outside = outsideBounds(corridor);
    if (outside.isPresent()) {
      return new Decision.Rejected(outside.get());
    }
    Rate rate = terms.rates().rate(from, to);
    Money converted = request.amount().convert(rate, to);
    if (converted.minor() == 0) {
      return Decision.reject(
          "amount", ErrorCode.INVALID_AMOUNT, "The amount is too small to be converted.");
    }
    Optional<ApiError> refusedByRail = refusedByRail(corridor, converted);
    if (refusedByRail.isPresent()) {
      return new Decision.Rejected(refusedByRail.get());
    }
    Money fee = request.amount().fee(corridor.feeBasisPoints());
    Optional<ApiError> overLimit =
        KeySpending.refusal(state, caller, request.amount(), terms.rates());
    if (overLimit.isPresent()) {
      return new Decision.Rejected(overLimit.get());
    }
    if (isShort(state, fee)) {
      return new Decision.Rejected(insufficientFunds(fee));
    }

    Instant now = state.now(head);
    Payment payment =
        new Payment(
            key,
            state.nextEvent(head),
            PaymentStatus.PENDING,
            request.amount(),
            converted,
            rate,
            fee,
            Optional.of(corridor.id()),
            Optional.of(recipient),
            Optional.empty(),
            request.reference(),
            request.metadata(),
            Optional.empty(),
            now,
            now,
            now.plus(corridor.usualTime()));
    Effects effects = created(state, payment);
    effects.insert(
        DueStore.BOOK, key, new PaymentDue(key, PaymentDue.Step.START, now.plus(terms.pending())));
    return new Decision.Accepted(effects, answer(payment));
  }

  /** A payment to another account of this platform: settled at once, at no rate. */
  private Decision decideTransfer(State state) {
    HeadId to = destinationHead().orElseThrow();
    Currency currency = request.amount().currency();
    if (!state.exists(to)) {
      return new Decision.Rejected(PaymentRequest.unknownDestination());
    }
    if (to.equals(head)) {
      return Decision.reject(
          "destination", ErrorCode.INVALID_RECIPIENT, "The destination is the account that pays.");
    }
    if (request.destinationCurrency().filter(c -> c != currency).isPresent()) {
      return Decision.reject(
          "destination_currency",
          ErrorCode.INVALID_CURRENCY,
          "A payment to another account arrives in the currency that is sent.");
    }
    if (request.corridor().isPresent()) {
      return Decision.reject(
          "corridor",
          ErrorCode.VALIDATION_ERROR,
          "A payment to another account is on no corridor.");
    }
    Money fee = request.amount().fee(TRANSFER_FEE_BASIS_POINTS);
    Optional<ApiError> overLimit =
        KeySpending.refusal(state, caller, request.amount(), terms.rates());
    if (overLimit.isPresent()) {
      return new Decision.Rejected(overLimit.get());
    }
    if (isShort(state, fee)) {
      return new Decision.Rejected(insufficientFunds(fee));
    }

    Instant now = state.now(head);
    Payment pending =
        new Payment(
            key,
            state.nextEvent(head),
            PaymentStatus.PENDING,
            request.amount(),
            request.amount(),
            Rate.ONE,
            fee,
            Optional.empty(),
            Optional.empty(),
            request.destination(),
            request.reference(),
            request.metadata(),
            Optional.empty(),
            now,
            now,
            now);
    Effects effects = created(state, pending);
    Payment payment = settleAtOnce(pending, to, now, effects);
    effects.insert(PaymentStore.BOOK, key, payment);
    PaymentCounts.moved(pending, payment, effects);
    return new Decision.Accepted(effects, answer(payment));
  }

  private Payment settleAtOnce(Payment pending, HeadId to, Instant now, Effects effects) {
    Payment processing = pending.at(PaymentStatus.PROCESSING, Optional.empty(), now);
    Payment settled = processing.at(PaymentStatus.SETTLED, Optional.empty(), now);
    Optional<String> id = Optional.of(key.id());
    effects
        .emit(
            head,
            "payment.processing",
            key.id(),
            PaymentJson.eventData(processing, "processing_started_at", now))
        .move(head, SubAccount.HELD, SubAccount.SETTLEMENT, pending.amount(), "payment_settled", id)
        .move(head, SubAccount.HELD, SubAccount.FEES, pending.fee(), "payment_fee", id)
        .move(
            to,
            SubAccount.SETTLEMENT,
            SubAccount.AVAILABLE,
            pending.amount(),
            "payment_received",
            id)
        .emit(head, "payment.settled", key.id(), PaymentJson.eventData(settled, "settled_at", now));
    return settled;
  }

  private Effects created(State state, Payment payment) {
    Effects effects = new Effects();
    KeySpending.take(state, effects, caller, key.id(), request.amount(), terms.rates());
    return effects
        .move(
            head,
            SubAccount.AVAILABLE,
            SubAccount.HELD,
            payment.totalDebited(),
            "payment_created",
            Optional.of(key.id()))
        .insert(PaymentStore.BOOK, key, payment)
        .count(PaymentCounts.TALLY, PaymentCounts.of(payment), 1)
        .emit(
            head,
            "payment.created",
            key.id(),
            PaymentJson.eventData(payment, "created_at", payment.createdAt()));
  }

  private Optional<ApiError> outsideBounds(Corridor corridor) {
    Rate toBounds = terms.rates().rate(request.amount().currency(), corridor.minimum().currency());
    BigDecimal value = request.amount().major().multiply(toBounds.value());
    if (value.compareTo(corridor.minimum().major()) >= 0
        && value.compareTo(corridor.maximum().major()) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        ApiError.at(
            "amount",
            ErrorCode.INVALID_AMOUNT,
            "A payment on "
                + corridor.id()
                + " must be worth "
                + corridor.minimum()
                + " to "
                + corridor.maximum()
                + "."));
  }

  private Optional<ApiError> refusedByRail(Corridor corridor, Money converted) {
    PaymentOrder order =
        new PaymentOrder(
            key.id(),
            head,
            request.amount(),
            converted,
            corridor.id(),
            !converted.currency().isStablecoin());
    return terms.rails().of(head.environment()).refusal(order);
  }

  private boolean isShort(State state, Money fee) {
    long available = state.balance(head, request.amount().currency()).of(SubAccount.AVAILABLE);
    return available < request.amount().plus(fee).minor();
  }

  private ApiError insufficientFunds(Money fee) {
    return ApiError.of(
        ErrorCode.INSUFFICIENT_FUNDS,
        "The available balance does not cover "
            + request.amount().plus(fee)
            + " (amount and fee). Nothing was debited.");
  }

  private Optional<HeadId> destinationHead() {
    return request.destination().map(id -> new HeadId(id, head.environment()));
  }

  private CommandResult answer(Payment payment) {
    return new CommandResult(201, Json.text(PaymentJson.object(payment)), payment.id());
  }
}
