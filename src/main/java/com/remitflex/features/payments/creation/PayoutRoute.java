package com.remitflex.features.payments.creation;

import com.remitflex.features.payments.Payment;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.corridors.Corridor;
import com.remitflex.features.corridors.CorridorStore;
import com.remitflex.features.corridors.Corridors;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.RecipientStore;
import com.remitflex.features.recipients.SavedRecipient;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Recipient, currency and corridor of a payout: those of the request, or else the defaults. Unless
 * {@link #rejection} is empty, some of them are missing.
 *
 * @param defaultRecipient the account's own; empty also when the request names a receiver
 */
record PayoutRoute(
    PaymentRequest request, Optional<SavedRecipient> defaultRecipient, Corridors corridors) {

  static void prefetch(ReadSet reads, HeadId head, PaymentRequest request) {
    reads.row(CorridorStore.ROWS, CorridorStore.ALL);
    if (!request.namesReceiver()) {
      reads.row(RecipientStore.DEFAULTS, head);
    }
  }

  static PayoutRoute load(State state, HeadId head, PaymentRequest request) {
    Optional<SavedRecipient> defaultRecipient =
        request.namesReceiver() ? Optional.empty() : state.find(RecipientStore.DEFAULTS, head);
    Corridors corridors = state.find(CorridorStore.ROWS, CorridorStore.ALL).orElseThrow();
    return new PayoutRoute(request, defaultRecipient, corridors);
  }

  Optional<ApiError> rejection() {
    return missingRecipient()
        .or(this::notCurrencyOfDefaultRecipient)
        .or(this::unknownCorridor)
        .or(this::corridorOfOtherCurrencies)
        .or(this::noCorridor)
        .or(this::corridorUnavailable);
  }

  /** The bank account; empty for a wallet. */
  Optional<Recipient> recipient() {
    return request.recipient().or(() -> defaultRecipient.map(SavedRecipient::recipient));
  }

  Currency from() {
    return request.amount().currency();
  }

  Currency to() {
    return defaultRecipient
        .map(SavedRecipient::currency)
        .or(request::destinationCurrency)
        .orElseThrow();
  }

  Corridor corridor() {
    return findCorridor().orElseThrow();
  }

  private Optional<Corridor> namedCorridor() {
    return request.corridor().flatMap(corridors::find);
  }

  private Optional<Corridor> findCorridor() {
    return namedCorridor().or(() -> corridors.between(from(), to()));
  }

  private Optional<ApiError> missingRecipient() {
    if (request.namesReceiver() || defaultRecipient.isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        ApiError.at(
            "recipient",
            ErrorCode.VALIDATION_ERROR,
            "Required: this account has no default recipient."));
  }

  private Optional<ApiError> notCurrencyOfDefaultRecipient() {
    return request
        .destinationCurrency()
        .filter(requested -> requested != to())
        .map(requested ->
            ApiError.at(
                "destination_currency",
                ErrorCode.INVALID_CURRENCY,
                "The default recipient is paid in " + to() + "."));
  }

  private Optional<ApiError> unknownCorridor() {
    return request
        .corridor()
        .filter(id -> corridors.find(id).isEmpty())
        .map(id ->
            ApiError.at(
                "corridor", ErrorCode.VALIDATION_ERROR, "No corridor with this ID exists."));
  }

  private Optional<ApiError> corridorOfOtherCurrencies() {
    return namedCorridor()
        .filter(corridor -> !corridor.carries(from(), to()))
        .map(corridor ->
            ApiError.at(
                "corridor",
                ErrorCode.VALIDATION_ERROR,
                corridor.id() + " does not carry " + from() + " to " + to() + "."));
  }

  private Optional<ApiError> noCorridor() {
    if (findCorridor().isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        ApiError.at(
            "destination_currency",
            ErrorCode.INVALID_CURRENCY,
            "No corridor carries " + from() + " to " + to() + "."));
  }

  private Optional<ApiError> corridorUnavailable() {
    return findCorridor()
        .filter(corridor -> corridor.status() == Corridor.Status.UNAVAILABLE)
        .map(corridor ->
            ApiError.of(
                ErrorCode.CORRIDOR_UNAVAILABLE,
                "The corridor " + corridor.id() + " is unavailable. Nothing was debited."));
  }

  /**
   * A priced payment on a corridor.
   *
   * @param recipient the bank account; empty for a wallet
   * @param worth the amount in major units of the currency of the corridor's limits
   */
  record Payout(
      Optional<Recipient> recipient, Corridor corridor, Payment.Price price, BigDecimal worth) {

    /** The payout at the current rate; SERVICE_UNAVAILABLE without one. */
    @CheckReturnValue
    static Result<Payout> of(PayoutRoute route, Money amount, CurrentRates rates) {
      Corridor corridor = route.corridor();
      return rates
          .customer(route.from(), route.to())
          .flatMap(rate ->
              rates
                  .worth(amount, corridor.minimum().currency())
                  .map(worth ->
                      new Payout(
                          route.recipient(),
                          corridor,
                          new Payment.Price(
                              rate,
                              amount.convert(rate, route.to()),
                              amount.fee(corridor.feeBasisPoints())),
                          worth)));
    }

    /**
     * The same payout with what its rail charges, which is part of the fee: rounded up, because the
     * customer pays it. SERVICE_UNAVAILABLE without a current rate.
     *
     * @param charge in any currency
     */
    @CheckReturnValue
    Result<Payout> with(Money charge, CurrentRates rates) {
      Currency currency = price.fee().currency();
      if (charge.minor() == 0) {
        return Result.ok(this);
      }
      return rates
          .mid(charge.currency(), currency)
          .map(rate -> withFee(price.fee().plus(charge.convertUp(rate, currency))));
    }

    private Payout withFee(Money fee) {
      return new Payout(
          recipient, corridor, new Payment.Price(price.rate(), price.converted(), fee), worth);
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
}
