package com.remitflex.features.exchange.conversions;

import static com.remitflex.core.ledger.SubAccount.AVAILABLE;
import static com.remitflex.core.ledger.SubAccount.FEES;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.MoneyCommand;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.apikeys.spending.KeySpending;
import com.remitflex.features.corridors.CorridorStore;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.features.corridors.rates.Rates;
import com.remitflex.features.exchange.positions.Exchange;
import com.remitflex.features.exchange.quotes.ExchangeBounds;
import com.remitflex.features.exchange.quotes.Quote;
import com.remitflex.features.exchange.quotes.QuoteUse;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.Optional;

/** POST /v1/conversions/execute: exchanges two balances of an account at the rate of a quote. */
final class ExecuteConversion implements MoneyCommand {
  /** The event of a conversion. */
  static final String COMPLETED = "conversion.completed";

  private final Caller caller;
  private final String quoteId;
  private final Rates rates;
  private final ConversionRules rules;
  private final HeadId head;
  private final ConversionKey key;
  private final String transactionId = IdPrefix.TRANSACTION.next();

  ExecuteConversion(Caller caller, String quoteId, Rates rates, ConversionRules rules) {
    this.caller = caller;
    this.quoteId = quoteId;
    this.rates = rates;
    this.rules = rules;
    this.head = caller.head();
    this.key = new ConversionKey(head, IdPrefix.CONVERSION.next());
  }

  @Override
  public String transactionId() {
    return transactionId;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  /** The currencies are in the quote, which is not known yet: all balances are read. */
  @Override
  public void prefetch(ReadSet reads) {
    QuoteUse.prefetch(reads, head, quoteId);
    for (Currency currency : Currency.values()) {
      reads.balance(head, currency);
    }
    reads.row(CorridorStore.ROWS, CorridorStore.ALL);
    reads.newRow(ConversionStore.ROWS, key);
    KeySpending.prefetch(reads, caller, key.id());
    rules.prefetch(reads, caller, key.id());
  }

  @Override
  public Decision decide(State state) {
    return switch (QuoteUse.find(state, head, quoteId)) {
      case Result.Rejected<Quote>(ApiError error) -> new Decision.Rejected(error);
      case Result.Ok<Quote>(Quote quote) -> decide(state, quote);
    };
  }

  private Decision decide(State state, Quote quote) {
    CurrentRates current = rates.at(head.environment(), state.now(head));
    Money amount = quote.amount();
    Optional<ApiError> rejection =
        ExchangeBounds.suspended(ExchangeBounds.corridor(state))
            .or(() -> rules.rejection(state, caller, amount, current))
            .or(() -> KeySpending.rejection(state, caller, amount, current))
            .or(() -> insufficientFunds(state, quote.total()));
    if (rejection.isPresent()) {
      return new Decision.Rejected(rejection.get());
    }

    Conversion conversion = conversion(state, quote);
    Effects effects = new Effects();
    QuoteUse.use(effects, quote, key.id());
    KeySpending.use(state, effects, caller, key.id(), amount, current);
    rules.use(state, effects, caller, key.id(), amount, current);
    move(effects, conversion);
    effects.insert(ConversionStore.ROWS, key, conversion);
    ConversionCountStore.count(effects, conversion);
    effects.emit(head, COMPLETED, key.id(), ConversionJson.eventData(conversion));
    return new Decision.Accepted(effects, result(conversion));
  }

  private Optional<ApiError> insufficientFunds(State state, Money total) {
    if (state.balance(head, total.currency()).of(AVAILABLE) >= total.minor()) {
      return Optional.empty();
    }
    return Optional.of(
        ApiError.of(
            ErrorCode.INSUFFICIENT_FUNDS,
            "The available balance does not cover "
                + total
                + " (amount and fee). Nothing was debited."));
  }

  private Conversion conversion(State state, Quote quote) {
    return new Conversion(
        key,
        state.nextEvent(head),
        quote.id(),
        quote.amount(),
        quote.converted(),
        quote.rate(),
        quote.fee(),
        state.now(head));
  }

  private void move(Effects effects, Conversion conversion) {
    Optional<String> id = Optional.of(key.id());
    new Exchange(head, conversion.amount(), conversion.converted(), "conversion", id)
        .post(effects, AVAILABLE, AVAILABLE);
    effects.move(head, AVAILABLE, FEES, conversion.fee(), "conversion_fee", id);
  }

  @Override
  public CommandResult resultAfter(State state) {
    return result(state.find(ConversionStore.ROWS, key).orElseThrow());
  }

  private static CommandResult result(Conversion conversion) {
    return new CommandResult(201, ConversionJson.text(conversion), conversion.id());
  }
}
