package com.remitflex.features.payments;

import com.remitflex.features.corridors.CorridorStore;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.money.Currency;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Which payments a list shows.
 *
 * @param createdAfter inclusive
 * @param createdBefore exclusive
 */
record PaymentFilter(
    Optional<PaymentStatus> status,
    Optional<Currency> currency,
    Optional<String> corridor,
    Optional<String> reference,
    Optional<Instant> createdAfter,
    Optional<Instant> createdBefore) {

  /** The names of the filters in a query string. */
  static final Set<String> NAMES =
      Set.of("status", "currency", "corridor", "reference", "created_after", "created_before");

  private static final List<String> STABLECOINS =
      Arrays.stream(Currency.values()).filter(Currency::isStablecoin).map(Currency::name).toList();
  private static final List<String> STATUSES =
      Arrays.stream(PaymentStatus.values()).map(PaymentStatus::word).toList();

  /**
   * Reads the filters.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY
   */
  static PaymentFilter read(Query query) {
    return new PaymentFilter(
        query.oneOf("status", STATUSES).map(PaymentStatus::of),
        query.find("currency").map(PaymentFilter::stablecoin),
        query.text("corridor", 64),
        query.text("reference", 255),
        query.time("created_after"),
        query.time("created_before"));
  }

  /**
   * Rejects a corridor that does not exist.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  void requireCorridor(Handle handle) {
    if (corridor.filter(id -> CorridorStore.load(handle).find(id).isEmpty()).isPresent()) {
      throw Query.error("corridor", "No corridor with this ID exists.");
    }
  }

  private static Currency stablecoin(String code) {
    return Currency.find(code)
        .filter(Currency::isStablecoin)
        .orElseThrow(() ->
            ApiError.at(
                    "currency",
                    ErrorCode.INVALID_CURRENCY,
                    "Must be one of: " + String.join(", ", STABLECOINS) + ".")
                .exception());
  }
}
