package com.remitflex.features.payments.creation;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.corridors.Corridor;
import com.remitflex.features.corridors.CorridorStore;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.features.exchange.quotes.Quote;
import com.remitflex.features.payments.Payment.Price;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentKind;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.rails.Rails;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Money;
import java.time.Duration;
import java.util.Optional;

/**
 * An off-ramp. The bounds of corridors are those of payments to others, so an off-ramp has none of
 * them; but if a corridor carries its currencies, it says whether and how fast they are delivered.
 */
record OffRampPlan(OffRampRequest request, Rails rails) implements Plan {
  private static final int FEE_BASIS_POINTS = 25;

  /** From creation to delivery, where no corridor says it. */
  private static final Duration USUAL_TIME = Duration.ofDays(1);

  @Override
  public PaymentKind kind() {
    return PaymentKind.OFF_RAMP;
  }

  @Override
  public Money amount() {
    return request.amount();
  }

  @Override
  public void prefetch(ReadSet reads, HeadId head) {
    reads.row(CorridorStore.ROWS, CorridorStore.ALL);
    reads.row(OffRampNumberStore.ROWS, head);
    QuotedPrice.prefetch(reads, head, request.quoteId());
  }

  @Override
  @CheckReturnValue
  public Result<Draft> draft(State state, PaymentKey key, CurrentRates rates) {
    Optional<Corridor> corridor =
        state
            .find(CorridorStore.ROWS, CorridorStore.ALL)
            .orElseThrow()
            .between(amount().currency(), request.destinationCurrency());
    Optional<ApiError> closed = corridor.flatMap(PayoutRoute::unavailable);
    if (closed.isPresent()) {
      return Result.rejected(closed.get());
    }
    return QuotedPrice.find(state, key.head(), request.quoteId())
        .flatMap(quote ->
            Pricing.orMissingRail(price(quote, rates), missingRail(key))
                .map(price -> draft(corridor, quote, price)))
        .flatMap(draft -> accepted(state, key, draft));
  }

  private Optional<ApiError> missingRail(PaymentKey key) {
    return rails.missing(key.head().environment(), Optional.empty(), PaymentOrder.OFF_RAMP);
  }

  @CheckReturnValue
  private Result<Price> price(Optional<Quote> quote, CurrentRates rates) {
    return quote.isPresent()
        ? Pricing.quoted(amount(), request.destinationCurrency(), quote.get())
        : Pricing.current(amount(), request.destinationCurrency(), FEE_BASIS_POINTS, rates);
  }

  private Draft draft(Optional<Corridor> corridor, Optional<Quote> quote, Price price) {
    return new Draft(
        kind(),
        amount(),
        price,
        quote,
        Optional.empty(),
        Draft.Receiver.of(request.bankAccount()),
        request.notes(),
        corridor.map(Corridor::usualTime).orElse(USUAL_TIME));
  }

  @CheckReturnValue
  private Result<Draft> accepted(State state, PaymentKey key, Draft draft) {
    PaymentOrder order = draft.pending(key, 0, state.now(key.head())).order();
    Optional<ApiError> rejection =
        Pricing.tooSmallToConvert(draft.price()).or(() -> rails.rejection(order));
    return rejection.isPresent() ? Result.rejected(rejection.get()) : Result.ok(draft);
  }
}
