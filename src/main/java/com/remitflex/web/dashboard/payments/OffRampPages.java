package com.remitflex.web.dashboard.payments;

import com.remitflex.features.exchange.quotes.QuoteService;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentFilter;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.ReviewDecision;
import com.remitflex.features.payments.creation.OffRampRequest;
import com.remitflex.features.payments.creation.PaymentCreation;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages of off-ramps: the list, one off-ramp, a new off-ramp. */
public final class OffRampPages {
  private static final int PAGE_SIZE = 25;
  private static final List<String> FILTERS =
      List.of("status", "source_currency", "reference", "created_after", "created_before");

  private final PaymentCreation creation;
  private final PaymentService payments;
  private final FormQuotes quotes;
  private final PaymentDetails details;
  private final String publicUrl;

  public OffRampPages(
      PaymentCreation creation,
      PaymentService payments,
      FormQuotes quotes,
      PaymentDetails details,
      String publicUrl) {
    this.creation = creation;
    this.payments = payments;
    this.quotes = quotes;
    this.details = details;
    this.publicUrl = publicUrl;
  }

  public void addTo(Pages pages) {
    pages
        .get("/off-ramps", Permission.VIEW, this::list)
        .get("/off-ramps.csv", Permission.VIEW, this::csv)
        .get("/off-ramps/new", Permission.PAY, request -> form(request, FormErrors.NONE))
        // A quote debits nothing, so that another one does no harm.
        .get("/off-ramps/quote", Permission.PAY, request -> request.redirect("/off-ramps/new"))
        .post("/off-ramps/quote", Permission.PAY, Repeat.AGAIN, this::quote)
        .post("/off-ramps", Permission.PAY, Repeat.ENGINE, this::create)
        .get("/off-ramps/{id}", Permission.VIEW, request -> one(request, FormErrors.NONE))
        .post("/off-ramps/{id}/approve", Permission.REVIEW_PAYMENTS, Repeat.ENGINE, this::approve)
        .post("/off-ramps/{id}/reject", Permission.REVIEW_PAYMENTS, Repeat.ENGINE, this::reject);
  }

  private Response list(PageRequest request) {
    Filters filters = new Filters(request, FILTERS);
    Filters.Listing<CountedPage<Payment>> listing =
        filters.read(
            PAGE_SIZE,
            CountedPage.empty(),
            (query, page) ->
                payments
                    .list(request.head(), PaymentFilter.readOffRamps(query), page)
                    .orElseThrow());
    CountedPage<Payment> found = listing.found();
    Map<String, Object> model = new HashMap<>();
    model.put("offRamps", found.page().items());
    model.put("total", found.total());
    model.put("filters", filters.chips());
    model.put("error", listing.error());
    model.put("query", filters.text());
    model.put("next", filters.next(found.page().next()));
    model.put("publicUrl", publicUrl);
    return request.page(listing.status(), "offramps/list.jte", "Off-ramps", model);
  }

  /** All off-ramps that meet the filter. */
  private Response csv(PageRequest request) {
    PaymentFilter filter = PaymentFilter.readOffRamps(new Filters(request, FILTERS).query());
    return new PaymentExport(
            payments, "off-ramps.csv", PaymentCsv.OFF_RAMP_HEADER, PaymentCsv::offRampLine)
        .download(request, filter);
  }

  private Response form(PageRequest request, FormErrors errors) {
    return form(request, errors, quotes.find(request));
  }

  private static Response form(
      PageRequest request, FormErrors errors, Optional<QuoteService.Found> quote) {
    return request.page(
        errors.status(),
        "offramps/new.jte",
        "New off-ramp",
        Map.of("form", request.form(), "errors", errors, "quote", quote));
  }

  private Response quote(PageRequest request) {
    if (FormQuotes.isDropped(request)) {
      return form(request, FormErrors.NONE, Optional.empty());
    }
    return request.trying(
        () -> {
          OffRampForm form = new OffRampForm(request.form());
          QuoteService.Found quote = quotes.renew(request, form.amount(), form.arrives());
          return form(request, FormErrors.NONE, Optional.of(quote));
        },
        errors -> form(request, errors));
  }

  private Response create(PageRequest request) {
    return request.trying(
        () -> {
          OffRampRequest offRamp = new OffRampForm(request.form()).read();
          String id =
              quotes
                  .used(request, creation.create(request.caller(), offRamp))
                  .orElseThrow()
                  .result()
                  .resourceId();
          return request.done("Off-ramp created.", "/off-ramps/" + id);
        },
        errors -> form(request, errors));
  }

  private Response approve(PageRequest request) {
    String id = offRamp(request).id();
    return request.trying(
        () -> {
          payments.approve(request.caller(), id).orElseThrow();
          return request.done("Off-ramp approved. It is being processed.", "/off-ramps/" + id);
        },
        errors -> one(request, errors));
  }

  private Response reject(PageRequest request) {
    String id = offRamp(request).id();
    return request.trying(
        () -> {
          String reason = request.form().text(ReviewDecision.REASON);
          payments.reject(request.caller(), id, reason).orElseThrow();
          return request.done(
              "Off-ramp rejected. The amount and fee were returned to your available balance.",
              "/off-ramps/" + id);
        },
        errors -> one(request, errors));
  }

  private Response one(PageRequest request, FormErrors errors) {
    return request.page(
        errors.status(),
        "offramps/one.jte",
        "Off-ramp",
        details.model(request, offRamp(request), errors));
  }

  private Payment offRamp(PageRequest request) {
    return payments
        .findOffRamp(request.head(), request.parameter("id"))
        .orElseThrow(() -> ApiRequest.notFound("off-ramp").exception());
  }
}
