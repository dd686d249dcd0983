package com.remitflex.features.accounts.deposits;

import com.remitflex.platform.database.SqlText;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.money.Currency;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The conditions that the deposits of a list meet. */
public record DepositFilter(
    Optional<DepositStatus> status, Optional<String> network, Optional<Currency> currency) {
  /** Every deposit. */
  public static final DepositFilter ALL =
      new DepositFilter(Optional.empty(), Optional.empty(), Optional.empty());

  /** The parameters that {@link #read} reads. */
  static final Set<String> PARAMETERS = Set.of("status", "network", "currency");

  private static final int MAX_NETWORK = 64;

  /**
   * Reads the filter from parameters.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY
   */
  public static DepositFilter read(Query parameters) {
    return new DepositFilter(
        parameters.oneOf("status", DepositStatus.WORDS).map(DepositStatus::of),
        parameters.text("network", MAX_NETWORK),
        parameters.find("currency").map(DepositFilter::stablecoin));
  }

  private static Currency stablecoin(String code) {
    return Currency.find(code)
        .filter(Currency::isStablecoin)
        .orElseThrow(() ->
            ApiError.at(
                    "currency",
                    ErrorCode.INVALID_CURRENCY,
                    "Must be one of: "
                        + Arrays.stream(Currency.values())
                            .filter(Currency::isStablecoin)
                            .map(Currency::name)
                            .collect(Collectors.joining(", "))
                        + ".")
                .exception());
  }

  public DepositFilter withStatus(DepositStatus only) {
    return new DepositFilter(Optional.of(only), network, currency);
  }

  /** Adds the conditions to a query. */
  void addTo(SqlText sql) {
    status.ifPresent(one -> sql.add(" AND status = ?", one.word()));
    network.ifPresent(name -> sql.add(" AND network = ?", name));
    currency.ifPresent(one -> sql.add(" AND currency = ?", one.name()));
  }
}
