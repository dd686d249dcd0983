package com.remitflex.features.payments.creation;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentKind;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import java.time.Duration;
import java.util.Optional;

/**
 * A payment to another account of this platform: it uses no corridor, and is settled immediately.
 */
record TransferPlan(PaymentRequest request, HeadId to) implements Plan {
  private static final int FEE_BASIS_POINTS = 50;

  @Override
  public PaymentKind kind() {
    return PaymentKind.PAYMENT;
  }

  @Override
  public Money amount() {
    return request.amount();
  }

  @Override
  public Optional<HeadId> receiver() {
    return Optional.of(to);
  }

  @Override
  public void prefetch(ReadSet reads, HeadId head) {
    reads.balance(to, request.amount().currency());
  }

  @Override
  @CheckReturnValue
  public Result<Draft> draft(State state, PaymentKey key, CurrentRates rates) {
    Optional<ApiError> rejection =
        unknownDestination(state)
            .or(() -> ownDestination(key.head()))
            .or(this::currencyOtherThanSent)
            .or(this::corridorWithDestination)
            .or(this::quoteWithDestination);
    if (rejection.isPresent()) {
      return Result.rejected(rejection.get());
    }

    Money fee = request.amount().fee(FEE_BASIS_POINTS);
    return Result.ok(
        new Draft(
            kind(),
            request.amount(),
            new Payment.Price(Rate.ONE, request.amount(), fee),
            Optional.empty(),
            Optional.empty(),
            Draft.Receiver.of(to.accountId()),
            request.notes(),
            Duration.ZERO));
  }

  private Optional<ApiError> unknownDestination(State state) {
    return state.exists(to) ? Optional.empty() : Optional.of(PaymentRequest.unknownDestination());
  }

  private Optional<ApiError> ownDestination(HeadId head) {
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

  private Optional<ApiError> quoteWithDestination() {
    return request
        .quoteId()
        .map(quote ->
            ApiError.at(
                "quote_id",
                ErrorCode.VALIDATION_ERROR,
                "A payment to another account needs no exchange rate. Leave it out."));
  }
}
