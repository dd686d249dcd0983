package com.remitflex.features.exchange.conversions;

import com.remitflex.platform.database.SqlText;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.money.Currency;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The conditions that the conversions of a list meet. */
public record ConversionFilter(Optional<Currency> from, Optional<Currency> to) {
  /** Every conversion. */
  public static final ConversionFilter ALL =
      new ConversionFilter(Optional.empty(), Optional.empty());

  /** The parameters that {@link #read} reads. */
  public static final Set<String> PARAMETERS = Set.of("from_currency", "to_currency");

  /**
   * Reads the filter from parameters.
   *
   * @throws com.remitflex.platform.errors.ApiException INVALID_CURRENCY
   */
  public static ConversionFilter read(Query parameters) {
    return new ConversionFilter(
        parameters.find("from_currency").map(code -> currency("from_currency", code)),
        parameters.find("to_currency").map(code -> currency("to_currency", code)));
  }

  private static Currency currency(String field, String code) {
    return Currency.find(code)
        .orElseThrow(() ->
            ApiError.at(
                    field,
                    ErrorCode.INVALID_CURRENCY,
                    "Must be one of: "
                        + Arrays.stream(Currency.values())
                            .map(Currency::name)
                            .collect(Collectors.joining(", "))
                        + ".")
                .exception());
  }

  /** Adds the conditions to a query. */
  void addTo(SqlText sql) {
    from.ifPresent(one -> sql.add(" AND from_currency = ?", one.name()));
    to.ifPresent(one -> sql.add(" AND to_currency = ?", one.name()));
  }
}
