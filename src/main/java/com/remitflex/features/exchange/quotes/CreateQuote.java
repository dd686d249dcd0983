package com.remitflex.features.exchange.quotes;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.corridors.Corridor;
import com.remitflex.features.corridors.CorridorStore;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.features.corridors.rates.MarketRate;
import com.remitflex.features.corridors.rates.Rates;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import java.time.Instant;
import java.util.Optional;

/** POST /v1/conversions/quote: locks a rate for a short time. It moves no money. */
final class CreateQuote implements Command {
  private final Caller caller;
  private final QuoteRequest request;
  private final Rates rates;
  private final HeadId head;
  private final QuoteKey key;

  CreateQuote(Caller caller, QuoteRequest request, Rates rates) {
    this.caller = caller;
    this.request = request;
    this.rates = rates;
    this.head = caller.head();
    this.key = new QuoteKey(head, IdPrefix.QUOTE.next());
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet reads) {
    reads.row(CorridorStore.ROWS, CorridorStore.ALL);
    reads.newRow(QuoteStore.ROWS, key);
  }

  @Override
  public Decision decide(State state) {
    CurrentRates current = rates.at(head.environment(), state.now(head));
    Optional<Corridor> corridor = ExchangeBounds.corridor(state);
    Optional<ApiError> suspended = ExchangeBounds.suspended(corridor);
    if (suspended.isPresent()) {
      return new Decision.Rejected(suspended.get());
    }
    Result<Quote> priced =
        current
            .find(request.from(), request.to())
            .flatMap(market -> quote(state, market, corridor.orElseThrow(), current));
    return switch (priced) {
      case Result.Rejected<Quote>(ApiError error) -> new Decision.Rejected(error);
      case Result.Ok<Quote>(Quote quote) ->
          new Decision.Accepted(
              new Effects().insert(QuoteStore.ROWS, key, quote), result(quote, quote.createdAt()));
    };
  }

  @CheckReturnValue
  private Result<Quote> quote(
      State state, MarketRate market, Corridor corridor, CurrentRates current) {
    Rate rate = market.customer();
    return ExchangePrice.source(request, rate)
        .flatMap(source -> ExchangeBounds.check(source, corridor, current))
        .flatMap(source ->
            ExchangePrice.converted(request, source, rate)
                .map(converted -> quote(state, market, source, converted)));
  }

  private Quote quote(State state, MarketRate market, Money source, Money converted) {
    Instant now = state.now(head);
    return new Quote(
        key,
        source,
        converted,
        market.customer(),
        market.mid(),
        market.spreadBasisPoints(),
        source.fee(ExchangePrice.FEE_BASIS_POINTS),
        market.source(),
        market.asOf(),
        now,
        now.plus(Quote.LIFETIME),
        Optional.empty(),
        true);
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return state.find(QuoteStore.ROWS, key).map(quote -> result(quote, quote.createdAt()));
  }

  private static CommandResult result(Quote quote, Instant now) {
    return new CommandResult(201, QuoteJson.text(quote, now), quote.id());
  }
}
