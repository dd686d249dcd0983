package com.remitflex.features.recipients.saved;

import com.remitflex.platform.database.SqlText;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.money.Currency;
import java.util.Optional;
import java.util.Set;

/** The conditions that the recipients of a list meet. */
public record RecipientFilter(Optional<RecipientType> type, Optional<Currency> currency) {
  /** Every recipient. */
  public static final RecipientFilter ALL = new RecipientFilter(Optional.empty(), Optional.empty());

  /** The parameters that {@link #read} reads. */
  static final Set<String> PARAMETERS = Set.of("type", "currency");

  /**
   * Reads the filter from parameters.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY
   */
  public static RecipientFilter read(Query parameters) {
    return new RecipientFilter(
        parameters.oneOf("type", RecipientType.WORDS).map(RecipientType::of),
        parameters.find("currency").map(RecipientFilter::currency));
  }

  private static Currency currency(String code) {
    return Currency.find(code)
        .orElseThrow(() ->
            ApiError.at(
                    "currency",
                    ErrorCode.INVALID_CURRENCY,
                    "Must be the code of a supported currency, for example EUR.")
                .exception());
  }

  /** Adds the conditions to a query of the recipients. */
  void addToRecipients(SqlText sql) {
    type.ifPresent(one ->
        sql.add(one == RecipientType.WALLET ? " AND wallet IS NOT NULL" : " AND wallet IS NULL"));
    currency.ifPresent(one -> sql.add(" AND currency = ?", one.name()));
  }

  /** Adds the conditions to a query of the counts. */
  void addToCounts(SqlText sql) {
    type.ifPresent(one -> sql.add(" AND type = ?", one.word()));
    currency.ifPresent(one -> sql.add(" AND currency = ?", one.name()));
  }
}
