package com.remitflex.features.payments.creation;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.exchange.quotes.Quote;
import com.remitflex.features.exchange.quotes.QuoteUse;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.IdPrefix;
import java.util.Optional;

/** The quote that a request names, if it names one. */
final class QuotedPrice {
  private QuotedPrice() {}

  /** NOT_FOUND for a text that is no ID of a quote. */
  static Optional<ApiError> malformed(Optional<String> quoteId) {
    return quoteId
        .filter(id -> !IdPrefix.QUOTE.matches(id))
        .map(id ->
            ApiError.at(
                "quote_id",
                ErrorCode.NOT_FOUND,
                "Quote not found: quote_id must be an ID that begins with qt_."));
  }

  static void prefetch(ReadSet reads, HeadId head, Optional<String> quoteId) {
    quoteId.ifPresent(id -> QuoteUse.prefetch(reads, head, id));
  }

  /** The quote, which can be used now; empty if the request names none. */
  @CheckReturnValue
  static Result<Optional<Quote>> find(State state, HeadId head, Optional<String> quoteId) {
    return quoteId
        .map(id -> QuoteUse.find(state, head, id).map(Optional::of))
        .orElseGet(() -> Result.ok(Optional.empty()));
  }
}
