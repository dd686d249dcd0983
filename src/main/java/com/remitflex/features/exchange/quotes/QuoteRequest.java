package com.remitflex.features.exchange.quotes;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.List;

/**
 * A request for a quote.
 *
 * @param amount in the currency that its type names
 */
public record QuoteRequest(Currency from, Currency to, Money amount, AmountType type) {

  /** Which side of the exchange the amount states. */
  public enum AmountType {
    SOURCE("source"),
    DESTINATION("destination");

    /** The words of the API. */
    public static final List<String> WORDS = List.of(SOURCE.word, DESTINATION.word);

    private final String word;

    AmountType(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    public static AmountType of(String word) {
      return word.equals(DESTINATION.word) ? DESTINATION : SOURCE;
    }

    /** The currency of the amount. */
    public Currency currency(Currency from, Currency to) {
      return this == SOURCE ? from : to;
    }
  }

  /**
   * Rejects an exchange of a currency for itself.
   *
   * @throws com.remitflex.platform.errors.ApiException INVALID_CURRENCY
   */
  public static void requireDifferent(Currency from, Currency to) {
    if (from == to) {
      throw ApiError.at(
              "to_currency",
              ErrorCode.INVALID_CURRENCY,
              "Must differ from from_currency: nothing is exchanged within one currency.")
          .exception();
    }
  }
}
