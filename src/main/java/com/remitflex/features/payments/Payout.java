package com.remitflex.features.payments;

import com.remitflex.features.corridors.Corridor;
import com.remitflex.features.corridors.Rates;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * A priced payment on a corridor.
 *
 * @param worth the amount in major units of the currency of the corridor's limits
 */
record Payout(Recipient recipient, Corridor corridor, Payment.Price price, BigDecimal worth) {

  static Payout of(PayoutRoute route, Money amount, Rates rates) {
    Corridor corridor = route.corridor();
    Rate rate = rates.rate(route.from(), route.to());
    Rate toLimits = rates.rate(route.from(), corridor.minimum().currency());
    return new Payout(
        route.recipient(),
        corridor,
        new Payment.Price(
            rate, amount.convert(rate, route.to()), amount.fee(corridor.feeBasisPoints())),
        amount.major().multiply(toLimits.value()));
  }

  Optional<ApiError> outsideCorridorLimits() {
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

  Optional<ApiError> tooSmallToConvert() {
    if (price.converted().minor() > 0) {
      return Optional.empty();
    }
    return Optional.of(
        ApiError.at("amount", ErrorCode.INVALID_AMOUNT, "The amount is too small to convert."));
  }
}
