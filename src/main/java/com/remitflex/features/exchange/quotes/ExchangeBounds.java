package com.remitflex.features.exchange.quotes;

import com.remitflex.core.engine.State;
import com.remitflex.features.corridors.Corridor;
import com.remitflex.features.corridors.CorridorStore;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Money;
import java.math.BigDecimal;
import java.util.Optional;

/** The corridor whose status and bounds apply to every conversion, whatever its currencies. */
public final class ExchangeBounds {
  private ExchangeBounds() {}

  /** The corridor of conversions, from the corridors that the command has prefetched. */
  public static Optional<Corridor> corridor(State state) {
    return state
        .find(CorridorStore.ROWS, CorridorStore.ALL)
        .flatMap(corridors -> corridors.find(Corridor.SWAP));
  }

  /** CORRIDOR_UNAVAILABLE while the operator has suspended conversions. */
  public static Optional<ApiError> suspended(Optional<Corridor> corridor) {
    boolean open = corridor.filter(one -> one.status() != Corridor.Status.UNAVAILABLE).isPresent();
    return open
        ? Optional.empty()
        : Optional.of(
            ApiError.of(
                ErrorCode.CORRIDOR_UNAVAILABLE,
                "Conversions are suspended at the moment. Nothing was debited."));
  }

  /** The same amount; INVALID_AMOUNT if its worth is outside the bounds. */
  @CheckReturnValue
  public static Result<Money> check(Money amount, Corridor corridor, CurrentRates rates) {
    return rates
        .worth(amount, corridor.minimum().currency())
        .flatMap(worth ->
            isWithin(worth, corridor) ? Result.ok(amount) : Result.rejected(outside(corridor)));
  }

  private static boolean isWithin(BigDecimal worth, Corridor corridor) {
    return worth.compareTo(corridor.minimum().major()) >= 0
        && worth.compareTo(corridor.maximum().major()) <= 0;
  }

  private static ApiError outside(Corridor corridor) {
    return ApiError.at(
        "amount",
        ErrorCode.INVALID_AMOUNT,
        "A conversion must be worth " + corridor.minimum() + " to " + corridor.maximum() + ".");
  }
}
