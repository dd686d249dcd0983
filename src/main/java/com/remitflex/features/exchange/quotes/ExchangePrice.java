package com.remitflex.features.exchange.quotes;

import com.remitflex.features.exchange.quotes.QuoteRequest.AmountType;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a customer pays and receives. What is paid is rounded up, and what is received is rounded
 * down, so that no exchange gives more than the rate.
 */
final class ExchangePrice {
  /** On top of the amount. */
  static final int FEE_BASIS_POINTS = 25;

  private static final BigDecimal MAX = BigDecimal.valueOf(Money.MAX_MINOR);

  private ExchangePrice() {}

  /**
   * What the customer pays, without the fee: the least amount that converts to a requested
   * destination amount. INVALID_AMOUNT if it is too large.
   */
  @CheckReturnValue
  static Result<Money> source(QuoteRequest request, Rate rate) {
    if (request.type() == AmountType.SOURCE) {
      return Result.ok(request.amount());
    }
    BigDecimal minor =
        request
            .amount()
            .major()
            .movePointRight(request.from().digits())
            .divide(rate.value(), 0, RoundingMode.UP);
    return minor.compareTo(MAX) > 0
        ? rejected("The amount is too large.")
        : Result.ok(new Money(request.from(), minor.longValueExact()));
  }

  /** What the customer receives for a source amount; INVALID_AMOUNT if it is nothing. */
  @CheckReturnValue
  static Result<Money> converted(QuoteRequest request, Money source, Rate rate) {
    if (request.type() == AmountType.DESTINATION) {
      return Result.ok(request.amount());
    }
    BigDecimal minor =
        source
            .major()
            .multiply(rate.value())
            .movePointRight(request.to().digits())
            .setScale(0, RoundingMode.DOWN);
    if (minor.signum() == 0) {
      return rejected("The amount is too small to convert.");
    }
    return minor.compareTo(MAX) > 0
        ? rejected("The amount is too large.")
        : Result.ok(new Money(request.to(), minor.longValueExact()));
  }

  private static Result<Money> rejected(String message) {
    return Result.rejected("amount", ErrorCode.INVALID_AMOUNT, message);
  }
}
