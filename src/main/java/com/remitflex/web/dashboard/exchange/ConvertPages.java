package com.remitflex.web.dashboard.exchange;

import com.remitflex.core.engine.Completed;
import com.remitflex.features.corridors.rates.Rates;
import com.remitflex.features.exchange.Exchanges;
import com.remitflex.features.exchange.conversions.Conversion;
import com.remitflex.features.exchange.conversions.ConversionFilter;
import com.remitflex.features.exchange.conversions.ConversionService;
import com.remitflex.features.exchange.quotes.QuoteRequest;
import com.remitflex.features.exchange.quotes.QuoteRequest.AmountType;
import com.remitflex.features.exchange.quotes.QuoteService;
import com.remitflex.features.exchange.quotes.QuoteStatus;
import com.remitflex.features.members.people.Permission;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.FormFields;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.payments.FormQuotes;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pages of conversions: request a quote, execute it in time, and look at what was converted.
 */
public final class ConvertPages {
  private static final int PAGE_SIZE = 25;

  /** In the address of a quote that was requested for an exact amount to receive. */
  private static final String EXACT = "?amount_type=destination";

  private static final List<String> FILTERS = List.of("from_currency", "to_currency");
  private static final List<String> CURRENCIES =
      Arrays.stream(Currency.values()).map(Currency::name).toList();

  private final QuoteService quotes;
  private final ConversionService conversions;
  private final Rates rates;
  private final DatabaseClock clock;

  public ConvertPages(Exchanges exchanges, Rates rates, DatabaseClock clock) {
    this.quotes = exchanges.quotes();
    this.conversions = exchanges.conversions();
    this.rates = rates;
    this.clock = clock;
  }

  public void addTo(Pages pages) {
    pages
        .get("/convert", Permission.VIEW, request -> list(request, FormErrors.NONE))
        // A quote debits nothing, so that another one does no harm.
        .post("/convert", Permission.PAY, Repeat.AGAIN, this::requestQuote)
        .get("/convert/quotes/{id}", Permission.VIEW, request -> quote(request, FormErrors.NONE))
        .post("/convert/quotes/{id}", Permission.PAY, Repeat.ENGINE, this::execute)
        .get("/convert/{id}", Permission.VIEW, this::one);
  }

  private Response list(PageRequest request, FormErrors errors) {
    Filters filters = new Filters(request, FILTERS);
    Filters.Listing<CountedPage<Conversion>> listing =
        filters.read(
            PAGE_SIZE,
            CountedPage.empty(),
            (query, page) -> conversions.list(request.head(), ConversionFilter.read(query), page));
    CountedPage<Conversion> found = listing.found();
    Map<String, Object> model = new HashMap<>();
    model.put("conversions", found.page().items());
    model.put("total", found.total());
    model.put("filters", filters.chips());
    model.put("next", filters.next(found.page().next()));
    model.put("currencies", CURRENCIES);
    model.put("form", request.form());
    model.put("errors", errors);
    model.put("error", listing.error());
    model.put("hasRates", !rates.at(request.environment(), clock.now()).all().isEmpty());
    int status = errors.error().isPresent() ? errors.status() : listing.status();
    return request.page(status, "convert/list.jte", "Convert", model);
  }

  private Response requestQuote(PageRequest request) {
    return request.trying(
        () -> {
          QuoteRequest wanted = read(request);
          String id =
              quotes.create(request.repeatableCaller(), wanted).orElseThrow().result().resourceId();
          String exact = wanted.type() == AmountType.DESTINATION ? EXACT : "";
          return request.redirect("/convert/quotes/" + id + exact);
        },
        errors -> list(request, errors));
  }

  private static QuoteRequest read(PageRequest request) {
    FormFields fields = new FormFields(request.form());
    Currency from = fields.requireCurrency("from_currency");
    Currency to = fields.requireCurrency("to_currency");
    String amount = fields.requireNumber("amount");
    AmountType type = AmountType.of(request.form().text("amount_type"));
    QuoteRequest.requireDifferent(from, to);
    return new QuoteRequest(from, to, Money.parse("amount", amount, type.currency(from, to)), type);
  }

  private Response quote(PageRequest request, FormErrors errors) {
    QuoteService.Found found = find(request);
    Map<String, Object> model = new HashMap<>();
    model.put("quote", found.quote());
    model.put("status", found.status().word());
    model.put("secondsLeft", FormQuotes.secondsLeft(found));
    model.put("isExact", request.query().text("amount_type").equals("destination"));
    model.put("conversion", conversionOf(found).orElse(""));
    model.put("errors", errors);
    return request.page(errors.status(), "convert/quote.jte", "Quote", model);
  }

  private QuoteService.Found find(PageRequest request) {
    return quotes
        .find(request.head(), request.parameter("id"))
        .orElseThrow(() -> ApiRequest.notFound("quote").exception());
  }

  /** The conversion that used the quote; empty also if a payment did. */
  private static Optional<String> conversionOf(QuoteService.Found found) {
    return found.status() == QuoteStatus.USED
        ? found.quote().usedBy().filter(IdPrefix.CONVERSION::matches)
        : Optional.empty();
  }

  private Response execute(PageRequest request) {
    return request.trying(
        () -> {
          String id = executed(request).orElseThrow().result().resourceId();
          return request.done("Converted.", "/convert/" + id);
        },
        errors -> quote(request, errors));
  }

  /** That a quote was used before, in another tab for example, is said on its page. */
  @CheckReturnValue
  private Result<Completed> executed(PageRequest request) {
    String id = request.parameter("id");
    Result<Completed> outcome = conversions.execute(request.caller(), id);
    return switch (outcome) {
      case Result.Rejected<Completed>(ApiError error)
          when error.code() == ErrorCode.NOT_FOUND && find(request).status() == QuoteStatus.USED ->
          Result.rejected(
              ErrorCode.VALIDATION_ERROR,
              "Nothing was converted this time: a quote can be used only once.");
      case Result.Rejected<Completed> rejected -> rejected;
      case Result.Ok<Completed> done -> done;
    };
  }

  private Response one(PageRequest request) {
    Conversion conversion =
        conversions
            .find(request.head(), request.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("conversion").exception());
    return request.page(
        "convert/one.jte",
        "Conversion",
        Map.of("conversion", conversion, "lines", conversions.transfers(conversion)));
  }
}
