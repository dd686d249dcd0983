package com.remitflex.features.payments.creation;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.corridors.Corridor;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.features.exchange.quotes.Quote;
import com.remitflex.features.payments.Payment.Price;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentKind;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.rails.Rails;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Money;
import java.math.BigDecimal;
import java.util.Optional;

/** A payment that leaves the platform on a corridor. */
record PayoutPlan(PaymentRequest request, Rails rails) implements Plan {
  @Override
  public PaymentKind kind() {
    return PaymentKind.PAYMENT;
  }

  @Override
  public Money amount() {
    return request.amount();
  }

  @Override
  public void prefetch(ReadSet reads, HeadId head) {
    PayoutRoute.prefetch(reads, head, request);
    QuotedPrice.prefetch(reads, head, request.quoteId());
  }

  @Override
  @CheckReturnValue
  public Result<Draft> draft(State state, PaymentKey key, CurrentRates rates) {
    PayoutRoute route = PayoutRoute.load(state, key.head(), request);
    Optional<ApiError> noRoute = route.rejection();
    if (noRoute.isPresent()) {
      return Result.rejected(noRoute.get());
    }
    return QuotedPrice.find(state, key.head(), request.quoteId())
        .flatMap(quote ->
            Pricing.orMissingRail(price(route, quote, rates), missingRail(key, route))
                .map(price -> draft(route, quote, price)))
        .flatMap(draft -> accepted(state, key, route.corridor(), draft, rates));
  }

  private Optional<ApiError> missingRail(PaymentKey key, PayoutRoute route) {
    return rails.missing(key.head().environment(), route.wallet(), route.corridor().id());
  }

  @CheckReturnValue
  private Result<Price> price(PayoutRoute route, Optional<Quote> quote, CurrentRates rates) {
    return quote.isPresent()
        ? Pricing.quoted(amount(), route.to(), quote.get())
        : Pricing.current(amount(), route.to(), route.corridor().feeBasisPoints(), rates);
  }

  private Draft draft(PayoutRoute route, Optional<Quote> quote, Price price) {
    return new Draft(
        kind(),
        amount(),
        price,
        quote,
        Optional.of(route.corridor().id()),
        Draft.Receiver.of(route.recipient(), route.wallet()),
        request.notes(),
        route.corridor().usualTime());
  }

  /** The draft with the fee of its rail, unless its amount or its rail rejects it. */
  @CheckReturnValue
  private Result<Draft> accepted(
      State state, PaymentKey key, Corridor corridor, Draft draft, CurrentRates rates) {
    PaymentOrder order = draft.pending(key, 0, state.now(key.head())).order();
    return rates
        .worth(amount(), corridor.minimum().currency())
        .flatMap(worth -> {
          Optional<ApiError> rejection =
              outsideCorridorLimits(corridor, worth)
                  .or(() -> Pricing.tooSmallToConvert(draft.price()))
                  .or(() -> rails.rejection(order));
          return rejection.isPresent()
              ? Result.rejected(rejection.get())
              : charged(draft, order, rates);
        });
  }

  @CheckReturnValue
  private Result<Draft> charged(Draft draft, PaymentOrder order, CurrentRates rates) {
    return rails
        .fee(order)
        .map(charge -> Pricing.withCharge(draft.price(), charge, rates).map(draft::with))
        .orElseGet(() -> Result.ok(draft));
  }

  private static Optional<ApiError> outsideCorridorLimits(Corridor corridor, BigDecimal worth) {
    if (worth.compareTo(corridor.minimum().major()) >= 0
        && worth.compareTo(corridor.maximum().major()) <= 0) {
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
}
