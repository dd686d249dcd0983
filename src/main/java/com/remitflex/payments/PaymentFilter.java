package com.remitflex.payments;

import com.remitflex.http.Query;
import com.remitflex.money.Currency;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  private static final List<String> STATUSES =
      Arrays.stream(PaymentStatus.values()).map(PaymentStatus::word).toList();
  private static final List<String> CURRENCIES =
      Arrays.stream(Currency.values()).filter(Currency::isStablecoin).map(Currency::name).toList();

  /**
   * Reads the filters.
   *
   * @throws com.remitflex.errors.ApiException VALIDATION_ERROR
   */
  static PaymentFilter read(Query query) {
    return new PaymentFilter(
        query.oneOf("status", STATUSES).map(PaymentStatus::of),
        query.oneOf("currency", CURRENCIES).map(Currency::valueOf),
        query.text("corridor", 64),
        query.text("reference", 255),
        query.time("created_after"),
        query.time("created_before"));
  }
}
