package com.remitflex.features.payments;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.money.Currency;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The conditions that the payments of a list meet.
 *
 * @param currency that is sent
 * @param createdAfter inclusive
 * @param createdBefore exclusive
 */
public record PaymentFilter(
    PaymentKind kind,
    Optional<PaymentStatus> status,
    Optional<Currency> currency,
    Optional<String> corridor,
    Optional<String> reference,
    Optional<Instant> createdAfter,
    Optional<Instant> createdBefore) {

  /** Every payment. */
  public static final PaymentFilter ALL = all(PaymentKind.PAYMENT);

  /** Every off-ramp. */
  public static final PaymentFilter OFF_RAMPS = all(PaymentKind.OFF_RAMP);

  /** The parameters that {@link #read} reads. */
  public static final Set<String> PARAMETERS =
      Set.of("status", "currency", "corridor", "reference", "created_after", "created_before");

  /** The parameters that {@link #readOffRamps} reads. */
  public static final Set<String> OFF_RAMP_PARAMETERS =
      Set.of("status", "source_currency", "reference", "created_after", "created_before");

  private static final List<String> STABLECOINS =
      Arrays.stream(Currency.values()).filter(Currency::isStablecoin).map(Currency::name).toList();
  private static final List<String> STATUSES =
      Arrays.stream(PaymentStatus.values()).map(PaymentStatus::word).toList();

  /**
   * Reads the filter from parameters.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY
   */
  public static PaymentFilter read(Query parameters) {
    return new PaymentFilter(
        PaymentKind.PAYMENT,
        parameters.oneOf("status", STATUSES).map(PaymentStatus::of),
        parameters.find("currency").map(PaymentFilter::stablecoin),
        parameters.text("corridor", 64),
        parameters.text("reference", Payment.MAX_REFERENCE),
        parameters.time("created_after"),
        parameters.time("created_before"));
  }

  /**
   * Reads the filter of a list of off-ramps from parameters.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY
   */
  public static PaymentFilter readOffRamps(Query parameters) {
    return new PaymentFilter(
        PaymentKind.OFF_RAMP,
        parameters.oneOf("status", STATUSES).map(PaymentStatus::of),
        parameters.find("source_currency").map(PaymentFilter::anyCurrency),
        Optional.empty(),
        parameters.text("reference", Payment.MAX_REFERENCE),
        parameters.time("created_after"),
        parameters.time("created_before"));
  }

  private static PaymentFilter all(PaymentKind kind) {
    return new PaymentFilter(
        kind,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Currency anyCurrency(String code) {
    return Currency.find(code)
        .orElseThrow(() ->
            ApiError.at(
                    "source_currency",
                    ErrorCode.INVALID_CURRENCY,
                    "Must be one of: "
                        + Arrays.stream(Currency.values())
                            .map(Currency::name)
                            .collect(Collectors.joining(", "))
                        + ".")
                .exception());
  }

  public PaymentFilter withStatus(PaymentStatus only) {
    return new PaymentFilter(
        kind, Optional.of(only), currency, corridor, reference, createdAfter, createdBefore);
  }

  public PaymentFilter withReference(String only) {
    return new PaymentFilter(
        kind, status, currency, corridor, Optional.of(only), createdAfter, createdBefore);
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
