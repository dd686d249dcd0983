package com.remitflex.features.corridors.changes;

import com.remitflex.features.corridors.Corridor;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A corridor that an operator adds.
 *
 * @param source code of the fiat currency of its limits
 * @param destination code of the fiat currency that arrives
 * @param settings all of them
 */
public record NewCorridor(String id, String source, String destination, CorridorSettings settings) {
  private static final Pattern ID = Pattern.compile("[A-Z]{2,12}-[A-Z]{2,12}");

  /** The corridor, active; rejects with VALIDATION_ERROR or INVALID_CURRENCY at a field. */
  @CheckReturnValue
  Result<Corridor> corridor(Instant now) {
    Optional<ApiError> error =
        malformedId()
            .or(() -> notFiat("source", source))
            .or(() -> notFiat("destination", destination))
            .or(this::missing);
    return error.isPresent() ? Result.rejected(error.get()) : settings.applyTo(blank(now), now);
  }

  private Corridor blank(Instant now) {
    Currency currency = Currency.valueOf(source);
    return new Corridor(
        id,
        source,
        destination,
        EnumSet.noneOf(Currency.class),
        Corridor.Status.ACTIVE,
        Duration.ofMinutes(1),
        new Money(currency, 1),
        new Money(currency, Money.MAX_MINOR),
        0,
        now);
  }

  private Optional<ApiError> malformedId() {
    return ID.matcher(id).matches()
        ? Optional.empty()
        : Optional.of(
            ApiError.at(
                "id",
                ErrorCode.VALIDATION_ERROR,
                "Must be two names in upper-case letters with a hyphen, for example US-KE."));
  }

  private static Optional<ApiError> notFiat(String field, String code) {
    return Currency.find(code).filter(currency -> !currency.isStablecoin()).isPresent()
        ? Optional.empty()
        : Optional.of(
            ApiError.at(
                field,
                ErrorCode.INVALID_CURRENCY,
                "Must be the code of a supported fiat currency, for example KES."));
  }

  private Optional<ApiError> missing() {
    return required("stablecoins", settings.stablecoins())
        .or(() -> required("typical_minutes", settings.typicalMinutes()))
        .or(() -> required("minimum", settings.minimum()))
        .or(() -> required("maximum", settings.maximum()))
        .or(() -> required("fee_basis_points", settings.feeBasisPoints()));
  }

  private static Optional<ApiError> required(String field, Optional<?> value) {
    return value.isPresent()
        ? Optional.empty()
        : Optional.of(ApiError.at(field, ErrorCode.VALIDATION_ERROR, "Required."));
  }
}
