package com.remitflex.features.corridors.changes;

import com.remitflex.features.corridors.Corridor;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an operator sets of a corridor; an empty field stays as it is.
 *
 * @param minimum of one payment, in major units of the currency of the corridor's limits
 * @param maximum of one payment, in the same
 */
public record CorridorSettings(
    Optional<List<String>> stablecoins,
    Optional<Integer> typicalMinutes,
    Optional<BigDecimal> minimum,
    Optional<BigDecimal> maximum,
    Optional<Integer> feeBasisPoints) {
  private static final int MAX_MINUTES = 30 * 24 * 60;
  private static final int MAX_FEE = 1_000;

  /** The corridor with these settings; rejects with VALIDATION_ERROR at a setting. */
  @CheckReturnValue
  Result<Corridor> applyTo(Corridor before, Instant now) {
    Currency currency = before.minimum().currency();
    Optional<ApiError> error =
        checkCodes()
            .or(() -> outside("typical_minutes", typicalMinutes, 1, MAX_MINUTES))
            .or(() -> outside("fee_basis_points", feeBasisPoints, 0, MAX_FEE))
            .or(() -> checkAmount("minimum", minimum, currency))
            .or(() -> checkAmount("maximum", maximum, currency));
    if (error.isPresent()) {
      return Result.rejected(error.get());
    }
    Money least = minimum.map(amount -> money(amount, currency)).orElse(before.minimum());
    Money most = maximum.map(amount -> money(amount, currency)).orElse(before.maximum());
    if (least.minor() > most.minor()) {
      return reject("minimum", "Must not be above the maximum, which is " + most + ".");
    }
    return Result.ok(
        new Corridor(
            before.id(),
            before.source(),
            before.destination(),
            stablecoins.map(CorridorSettings::currencies).orElse(before.stablecoins()),
            before.status(),
            typicalMinutes.map(Duration::ofMinutes).orElse(before.usualTime()),
            least,
            most,
            feeBasisPoints.orElse(before.feeBasisPoints()),
            now));
  }

  private Optional<ApiError> checkCodes() {
    List<String> codes = stablecoins.orElse(List.of("USDC"));
    boolean valid =
        !codes.isEmpty()
            && codes.stream()
                .allMatch(code -> Currency.find(code).filter(Currency::isStablecoin).isPresent());
    return valid
        ? Optional.empty()
        : error("stablecoins", "Must be one or more of USDC, USDT, EURC and PYUSD.");
  }

  private static Set<Currency> currencies(List<String> codes) {
    Set<Currency> found = EnumSet.noneOf(Currency.class);
    codes.forEach(code -> found.add(Currency.valueOf(code)));
    return found;
  }

  private static Optional<ApiError> outside(
      String field, Optional<Integer> value, int min, int max) {
    return value
        .filter(number -> number < min || number > max)
        .flatMap(number -> error(field, "Must be a whole number from " + min + " to " + max + "."));
  }

  private static Optional<ApiError> checkAmount(
      String field, Optional<BigDecimal> amount, Currency currency) {
    return amount
        .filter(value ->
            value.signum() <= 0
                || value.stripTrailingZeros().scale() > currency.digits()
                || value.movePointRight(currency.digits()).compareTo(max()) > 0)
        .flatMap(value ->
            error(
                field,
                "Must be a positive amount in %s with at most %d decimals."
                    .formatted(currency, currency.digits())));
  }

  private static BigDecimal max() {
    return BigDecimal.valueOf(Money.MAX_MINOR);
  }

  private static Money money(BigDecimal amount, Currency currency) {
    return new Money(currency, amount.movePointRight(currency.digits()).longValueExact());
  }

  /** The API names of the settings that differ. */
  static List<String> changedFields(Corridor before, Corridor after) {
    List<String> fields = new ArrayList<>();
    addIf(fields, "stablecoins", before.stablecoins(), after.stablecoins());
    addIf(fields, "typical_minutes", before.usualTime(), after.usualTime());
    addIf(fields, "minimum", before.minimum(), after.minimum());
    addIf(fields, "maximum", before.maximum(), after.maximum());
    addIf(fields, "fee_basis_points", before.feeBasisPoints(), after.feeBasisPoints());
    return fields;
  }

  private static void addIf(List<String> fields, String name, Object before, Object after) {
    if (!before.equals(after)) {
      fields.add(name);
    }
  }

  private static Optional<ApiError> error(String field, String message) {
    return Optional.of(ApiError.at(field, ErrorCode.VALIDATION_ERROR, message));
  }

  private static Result<Corridor> reject(String field, String message) {
    return Result.rejected(field, ErrorCode.VALIDATION_ERROR, message);
  }
}
