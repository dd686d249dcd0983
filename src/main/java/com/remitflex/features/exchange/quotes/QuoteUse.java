package com.remitflex.features.exchange.quotes;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.IdPrefix;
import java.util.Optional;

/**
 * The use of a quote by another command, in that command's own decision. The lock of the account's
 * head lets one command after the other decide, so that only one uses the quote.
 */
public final class QuoteUse {
  private QuoteUse() {}

  /** Adds the quote to what the command reads. */
  public static void prefetch(ReadSet reads, HeadId head, String quoteId) {
    if (IdPrefix.QUOTE.matches(quoteId)) {
      reads.row(QuoteStore.ROWS, new QuoteKey(head, quoteId));
    }
  }

  /**
   * The quote, if it can be used now: NOT_FOUND if it is unknown, used or changed outside
   * RemitFlex, QUOTE_EXPIRED by the database's time, which was read under the locks.
   */
  @CheckReturnValue
  public static Result<Quote> find(State state, HeadId head, String quoteId) {
    Optional<Quote> quote =
        IdPrefix.QUOTE.matches(quoteId)
            ? state.find(QuoteStore.ROWS, new QuoteKey(head, quoteId))
            : Optional.empty();
    return quote
        .filter(Quote::authentic)
        .map(found -> usable(state, found))
        .orElseGet(() -> unknown(quoteId));
  }

  private static Result<Quote> usable(State state, Quote quote) {
    return switch (quote.status(state.now(quote.key().head()))) {
      case OPEN -> Result.ok(quote);
      case USED -> unknown(quote.id());
      case EXPIRED ->
          Result.rejected(
              ErrorCode.QUOTE_EXPIRED,
              "Quote " + quote.id() + " has expired. Please request a new quote.");
    };
  }

  private static Result<Quote> unknown(String quoteId) {
    return Result.rejected(
        ErrorCode.NOT_FOUND, "Quote " + quoteId + " not found or has already been used.");
  }

  /** Marks a quote that {@link #find} returned as used by the object with this ID. */
  public static void use(Effects effects, Quote quote, String usedBy) {
    effects.update(QuoteStore.ROWS, quote.key(), quote.used(usedBy));
  }
}
