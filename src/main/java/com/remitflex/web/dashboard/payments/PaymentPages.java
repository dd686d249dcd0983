package com.remitflex.web.dashboard.payments;

import com.remitflex.core.engine.Completed;
import com.remitflex.features.corridors.Corridor;
import com.remitflex.features.corridors.CorridorService;
import com.remitflex.features.exchange.quotes.QuoteService;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentFilter;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.ReviewDecision;
import com.remitflex.features.payments.creation.PaymentCreation;
import com.remitflex.features.payments.creation.PaymentRequest;
import com.remitflex.features.recipients.saved.RecipientService;
import com.remitflex.features.recipients.saved.SavedRecipient;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.money.Currency;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The pages of payments: the list, one payment, a new payment. */
public final class PaymentPages {
  private static final int PAGE_SIZE = 25;
  private static final List<String> FILTERS =
      List.of("status", "currency", "corridor", "reference", "created_after", "created_before");

  private final PaymentCreation creation;
  private final PaymentService payments;
  private final RecipientService recipients;
  private final CorridorService corridors;
  private final FormQuotes quotes;
  private final PaymentDetails details;
  private final String publicUrl;

  public PaymentPages(
      PaymentCreation creation,
      PaymentService payments,
      RecipientService recipients,
      CorridorService corridors,
      FormQuotes quotes,
      PaymentDetails details,
      String publicUrl) {
    this.creation = creation;
    this.payments = payments;
    this.recipients = recipients;
    this.corridors = corridors;
    this.quotes = quotes;
    this.details = details;
    this.publicUrl = publicUrl;
  }

  public void addTo(Pages pages) {
    pages
        .get("/payments", Permission.VIEW, this::list)
        .get("/payments.csv", Permission.VIEW, this::csv)
        .get("/payments/new", Permission.PAY, this::form)
        .post("/payments", Permission.PAY, Repeat.ENGINE, this::create)
        // A quote debits nothing, so that another one does no harm.
        .get("/payments/quote", Permission.PAY, request -> request.redirect("/payments/new"))
        .post("/payments/quote", Permission.PAY, Repeat.AGAIN, this::quote)
        // Sent while the person types; it changes nothing.
        .post("/payments/curl", Permission.PAY, Repeat.AGAIN, this::curl)
        .get("/payments/{id}", Permission.VIEW, this::one)
        .post("/payments/{id}/cancel", Permission.PAY, Repeat.ENGINE, this::cancel)
        .post("/payments/{id}/approve", Permission.REVIEW_PAYMENTS, Repeat.ENGINE, this::approve)
        .post("/payments/{id}/reject", Permission.REVIEW_PAYMENTS, Repeat.ENGINE, this::reject);
  }

  private Response list(PageRequest request) {
    Filters filters = new Filters(request, FILTERS);
    Filters.Listing<CountedPage<Payment>> listing =
        filters.read(
            PAGE_SIZE,
            CountedPage.empty(),
            (query, page) ->
                payments.list(request.head(), PaymentFilter.read(query), page).orElseThrow());
    CountedPage<Payment> found = listing.found();
    Map<String, Object> model = new HashMap<>();
    model.put("payments", found.page().items());
    model.put("total", found.total());
    model.put("filters", filters.chips());
    model.put("error", listing.error());
    model.put("query", filters.text());
    model.put("next", filters.next(found.page().next()));
    model.put("corridors", corridors.all());
    model.put("publicUrl", publicUrl);
    return request.page(listing.status(), "payments/list.jte", "Payments", model);
  }

  /** All payments that meet the filter. */
  private Response csv(PageRequest request) {
    PaymentFilter filter = PaymentFilter.read(new Filters(request, FILTERS).query());
    return new PaymentExport(payments, "payments.csv", PaymentCsv.HEADER, PaymentCsv::line)
        .download(request, filter);
  }

  private Response form(PageRequest request) {
    return form(request, FormErrors.NONE);
  }

  private Response form(PageRequest request, FormErrors errors) {
    return form(request, errors, quotes.find(request));
  }

  private Response form(
      PageRequest request, FormErrors errors, Optional<QuoteService.Found> quote) {
    Map<String, Object> model = new HashMap<>();
    model.put("form", request.form());
    model.put("errors", errors);
    model.put("curl", curlText(request));
    model.put("recipient", recipient(request));
    model.put("defaultRecipient", recipients.findDefault(request.head()));
    model.put("networks", creation.walletNetworks(request.environment()));
    model.put("destinations", destinations());
    model.put("quote", quote);
    return request.page(errors.status(), "payments/new.jte", "New payment", model);
  }

  /** The fiat currencies that arrive by a corridor. */
  private List<Currency> destinations() {
    Set<String> codes =
        corridors.all().stream().map(Corridor::destination).collect(Collectors.toSet());
    return Arrays.stream(Currency.values()).filter(one -> codes.contains(one.name())).toList();
  }

  private Response quote(PageRequest request) {
    if (FormQuotes.isDropped(request)) {
      return form(request, FormErrors.NONE, Optional.empty());
    }
    return request.trying(
        () -> {
          PaymentForm form = new PaymentForm(request.form());
          Currency arrives = form.arrives(() -> paidIn(request));
          return form(
              request, FormErrors.NONE, Optional.of(quotes.renew(request, form.amount(), arrives)));
        },
        errors -> form(request, errors));
  }

  /** The currency of the recipient that the form names, or of the default recipient. */
  private Optional<Currency> paidIn(PageRequest request) {
    return recipient(request)
        .or(() -> recipients.findDefault(request.head()))
        .map(SavedRecipient::currency);
  }

  /** The saved recipient to which the payment goes. */
  private Optional<SavedRecipient> recipient(PageRequest request) {
    return request
        .form()
        .find("recipient_id")
        .or(() -> request.query().find("recipient_id"))
        .flatMap(id -> recipients.find(request.head(), id));
  }

  private String curlText(PageRequest request) {
    return new PaymentForm(request.form()).curl(publicUrl);
  }

  private Response curl(PageRequest request) {
    return request.fragment("part/code.jte", Map.of("text", curlText(request)));
  }

  private Response create(PageRequest request) {
    return request.trying(
        () -> {
          PaymentRequest payment = new PaymentForm(request.form()).read();
          String id = paymentId(quotes.used(request, creation.create(request.caller(), payment)));
          return request.done("Payment created.", "/payments/" + id);
        },
        errors -> form(request, errors));
  }

  private Response cancel(PageRequest request) {
    String id = request.parameter("id");
    return request.trying(
        () -> {
          String cancelled = paymentId(payments.cancel(request.caller(), id));
          return request.done(
              "Payment cancelled. The amount and fee were returned to your available balance.",
              "/payments/" + cancelled);
        },
        errors -> one(request, errors));
  }

  private Response approve(PageRequest request) {
    String id = request.parameter("id");
    return request.trying(
        () -> {
          payments.approve(request.caller(), id).orElseThrow();
          return request.done("Payment approved. It is being processed.", "/payments/" + id);
        },
        errors -> one(request, errors));
  }

  private Response reject(PageRequest request) {
    String id = request.parameter("id");
    return request.trying(
        () -> {
          String reason = request.form().text(ReviewDecision.REASON);
          payments.reject(request.caller(), id, reason).orElseThrow();
          return request.done(
              "Payment rejected and cancelled. The amount and fee were returned to your available"
                  + " balance.",
              "/payments/" + id);
        },
        errors -> one(request, errors));
  }

  /** The ID of the payment that a command created or changed; rejects as the engine has. */
  private static String paymentId(Result<Completed> outcome) {
    return outcome.orElseThrow().result().resourceId();
  }

  private Response one(PageRequest request) {
    return one(request, FormErrors.NONE);
  }

  private Response one(PageRequest request, FormErrors errors) {
    Payment payment =
        payments
            .find(request.head(), request.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("payment").exception());
    Map<String, Object> model = details.model(request, payment, errors);
    long required = payments.finalAfter(request.head().environment(), payment);
    model.put("progress", ChainProgress.of(payment, required));
    return request.page(errors.status(), "payments/one.jte", "Payment", model);
  }
}
