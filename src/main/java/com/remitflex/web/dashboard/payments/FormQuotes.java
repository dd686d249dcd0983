package com.remitflex.web.dashboard.payments;

import com.remitflex.core.engine.Completed;
import com.remitflex.features.exchange.quotes.QuoteRequest;
import com.remitflex.features.exchange.quotes.QuoteRequest.AmountType;
import com.remitflex.features.exchange.quotes.QuoteService;
import com.remitflex.features.exchange.quotes.QuoteStatus;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.web.dashboard.site.PageRequest;
import java.util.Optional;

/** The quotes in the forms of payments and off-ramps. */
public final class FormQuotes {
  private static final String ID = "quote_id";

  private final QuoteService quotes;

  public FormQuotes(QuoteService quotes) {
    this.quotes = quotes;
  }

  /** The full seconds for which a quote can still be used, the one that has begun included. */
  public static long secondsLeft(QuoteService.Found found) {
    return Math.max(0, (found.left().toMillis() + 999) / 1_000);
  }

  /** The quote that the form or its address names, and that exists in the account. */
  Optional<QuoteService.Found> find(PageRequest request) {
    return request
        .form()
        .find(ID)
        .or(() -> request.query().find(ID))
        .flatMap(id -> find(request, id.strip()));
  }

  private Optional<QuoteService.Found> find(PageRequest request, String id) {
    return quotes.find(request.head(), id);
  }

  /**
   * Gets a quote for what the form sends.
   *
   * @throws ApiException VALIDATION_ERROR, INVALID_AMOUNT, SERVICE_UNAVAILABLE
   */
  QuoteService.Found renew(PageRequest request, Money amount, Currency arrives) {
    if (amount.currency() == arrives) {
      throw ApiError.of(
              ErrorCode.VALIDATION_ERROR,
              "No quote is needed: " + arrives + " arrives as " + arrives + ".")
          .exception();
    }
    QuoteRequest wanted = new QuoteRequest(amount.currency(), arrives, amount, AmountType.SOURCE);
    String id =
        quotes.create(request.repeatableCaller(), wanted).orElseThrow().result().resourceId();
    return find(request, id).orElseThrow();
  }

  /** Whether the person continues without a quote. */
  static boolean isDropped(PageRequest request) {
    return request.form().find("without_quote").isPresent();
  }

  /**
   * The outcome of a form with a quote. If the quote was used before, in another tab for example,
   * the form is shown again.
   */
  @CheckReturnValue
  Result<Completed> used(PageRequest request, Result<Completed> outcome) {
    return switch (outcome) {
      case Result.Rejected<Completed>(ApiError error)
          when error.code() == ErrorCode.NOT_FOUND && isUsed(request) ->
          Result.rejected(
              ErrorCode.VALIDATION_ERROR, "Nothing was sent: a quote can be used only once.");
      case Result.Rejected<Completed> rejected -> rejected;
      case Result.Ok<Completed> done -> done;
    };
  }

  private boolean isUsed(PageRequest request) {
    return find(request).filter(found -> found.status() == QuoteStatus.USED).isPresent();
  }
}
