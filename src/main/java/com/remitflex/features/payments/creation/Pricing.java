package com.remitflex.features.payments.creation;

import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.features.exchange.quotes.Quote;
import com.remitflex.features.payments.Payment.Price;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.Optional;

/** The prices of payments: at the current rate, or as a quote has set them. */
final class Pricing {
  private Pricing() {}

  /** The price at the current rate; SERVICE_UNAVAILABLE without one. */
  @CheckReturnValue
  static Result<Price> current(Money amount, Currency to, int feeBasisPoints, CurrentRates rates) {
    return rates
        .customer(amount.currency(), to)
        .map(rate -> new Price(rate, amount.convert(rate, to), amount.fee(feeBasisPoints)));
  }

  /** The price, or else why there is none: without a rail for it, no rate is of use. */
  @CheckReturnValue
  static Result<Price> orMissingRail(Result<Price> price, Optional<ApiError> missing) {
    return switch (price) {
      case Result.Ok<Price> found -> found;
      case Result.Rejected<Price> rejected ->
          missing.isPresent() ? Result.rejected(missing.get()) : rejected;
    };
  }

  /** The price of a quote; VALIDATION_ERROR if it is for another exchange. */
  @CheckReturnValue
  static Result<Price> quoted(Money amount, Currency to, Quote quote) {
    if (quote.amount().currency() != amount.currency() || quote.converted().currency() != to) {
      return Result.rejected(
          "quote_id",
          ErrorCode.VALIDATION_ERROR,
          "The quote is for "
              + quote.amount().currency()
              + " to "
              + quote.converted().currency()
              + ", not for "
              + amount.currency()
              + " to "
              + to
              + ". Request a quote for these currencies.");
    }
    if (!quote.amount().equals(amount)) {
      return Result.rejected(
          "amount",
          ErrorCode.VALIDATION_ERROR,
          "The quote is for " + quote.amount() + ". Send this amount, or request another quote.");
    }
    return Result.ok(new Price(quote.rate(), quote.converted(), quote.fee()));
  }

  /**
   * The same price with what the rail charges, which is part of the fee: rounded up, because the
   * customer pays it. SERVICE_UNAVAILABLE without a current rate.
   *
   * @param charge in any currency
   */
  @CheckReturnValue
  static Result<Price> withCharge(Price price, Money charge, CurrentRates rates) {
    if (charge.minor() == 0) {
      return Result.ok(price);
    }
    Currency currency = price.fee().currency();
    return rates
        .mid(charge.currency(), currency)
        .map(rate ->
            new Price(
                price.rate(),
                price.converted(),
                price.fee().plus(charge.convertUp(rate, currency))));
  }

  static Optional<ApiError> tooSmallToConvert(Price price) {
    if (price.converted().minor() > 0) {
      return Optional.empty();
    }
    return Optional.of(
        ApiError.at("amount", ErrorCode.INVALID_AMOUNT, "The amount is too small to convert."));
  }
}
