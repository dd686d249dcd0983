package com.remitflex.web.dashboard.recipients;

import com.remitflex.features.accounts.AccountChange;
import com.remitflex.features.accounts.AccountService;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.recipients.FieldRule;
import com.remitflex.features.recipients.saved.RecipientFilter;
import com.remitflex.features.recipients.saved.RecipientService;
import com.remitflex.features.recipients.saved.SavedRecipient;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.money.Currency;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages of saved recipients: the list, one recipient, a new recipient. */
public final class RecipientPages {
  private static final int PAGE_SIZE = 25;
  private static final String RECIPIENTS = "/recipients";
  private static final String ONE = RECIPIENTS + "/{id}";

  private final RecipientService recipients;
  private final AccountService accounts;
  private final String publicUrl;

  public RecipientPages(RecipientService recipients, AccountService accounts, String publicUrl) {
    this.recipients = recipients;
    this.accounts = accounts;
    this.publicUrl = publicUrl;
  }

  public void addTo(Pages pages) {
    pages
        .get(RECIPIENTS, Permission.VIEW, this::list)
        .get(RECIPIENTS + "/new", Permission.PAY, request -> form(request, FormErrors.NONE))
        .post(RECIPIENTS, Permission.PAY, Repeat.ENGINE, this::create)
        .get(ONE, Permission.VIEW, request -> one(request, FormErrors.NONE))
        .post(ONE, Permission.MANAGE_ACCOUNT, Repeat.ENGINE, this::change)
        .post(ONE + "/default", Permission.MANAGE_ACCOUNT, Repeat.ENGINE, this::makeDefault)
        .post(ONE + "/delete", Permission.PAY, Repeat.ENGINE, this::delete);
  }

  private Response list(PageRequest request) {
    Filters filters = new Filters(request, List.of("type", "currency"));
    Filters.Listing<CountedPage<SavedRecipient>> listing =
        filters.read(
            PAGE_SIZE,
            CountedPage.empty(),
            (query, page) -> recipients.list(request.head(), RecipientFilter.read(query), page));
    Map<String, Object> model = new HashMap<>();
    model.put("recipients", listing.found().page().items());
    model.put("total", listing.found().total());
    model.put("currencies", List.of(Currency.values()));
    model.put("filters", filters.chips());
    model.put("error", listing.error());
    model.put("next", filters.next(listing.found().page().next()));
    model.put("publicUrl", publicUrl);
    return request.page(listing.status(), "recipients/list.jte", "Recipients", model);
  }

  private List<RecipientKind> kinds(PageRequest request) {
    return RecipientKind.all(currency -> networks(request, currency));
  }

  private List<String> networks(PageRequest request, Currency currency) {
    return recipients.walletNetworks(request.environment(), currency);
  }

  /** The kind that the person has chosen; at first there is none. */
  private Optional<RecipientKind> chosen(PageRequest request) {
    Optional<String> word = request.form().find("kind").or(() -> request.query().find("kind"));
    return kinds(request).stream()
        .filter(kind -> word.equals(Optional.of(kind.word())))
        .findFirst();
  }

  private Response form(PageRequest request, FormErrors errors) {
    Optional<RecipientKind> kind = chosen(request);
    Map<String, Object> model = new HashMap<>();
    model.put("kinds", kinds(request));
    model.put("kind", kind);
    model.put("fields", kind.map(one -> fields(request, one)).orElse(List.of()));
    model.put("form", request.form());
    model.put("errors", errors);
    return request.page(errors.status(), "recipients/new.jte", "New recipient", model);
  }

  /** The fields that a person fills in: the country is chosen before. */
  private List<FieldRule> fields(PageRequest request, RecipientKind kind) {
    return kind.fields(networks(request, kind.currency())).stream()
        .filter(field -> !field.name().equals("bank_country"))
        .toList();
  }

  private Response create(PageRequest request) {
    return request.trying(
        () -> {
          RecipientKind kind =
              chosen(request).orElseThrow(() -> ApiRequest.notFound("kind").exception());
          String id =
              recipients
                  .create(request.caller(), new RecipientForm(request.form(), kind).read())
                  .orElseThrow()
                  .result()
                  .resourceId();
          return request.done("Recipient saved.", RECIPIENTS + "/" + id);
        },
        errors -> form(request, errors));
  }

  private SavedRecipient require(PageRequest request) {
    return recipients
        .find(request.head(), request.parameter("id"))
        .orElseThrow(() -> ApiRequest.notFound("recipient").exception());
  }

  private Response one(PageRequest request, FormErrors errors) {
    SavedRecipient saved = require(request);
    RecipientKind kind = RecipientKind.of(saved);
    Map<String, Object> model = new HashMap<>();
    model.put("recipient", saved);
    model.put("kind", kind);
    model.put("fields", fields(request, kind));
    model.put("values", RecipientForm.values(saved));
    model.put("form", request.form());
    model.put("errors", errors);
    return request.page(errors.status(), "recipients/one.jte", "Recipient", model);
  }

  private Response change(PageRequest request) {
    return request.trying(
        () -> {
          RecipientForm form =
              new RecipientForm(request.form(), RecipientKind.of(require(request)));
          String id = request.parameter("id");
          recipients.change(request.caller(), id, form.change()).orElseThrow();
          return request.done(
              "Recipient changed, for payments created from now on.", RECIPIENTS + "/" + id);
        },
        errors -> one(request, errors));
  }

  private Response makeDefault(PageRequest request) {
    String id = request.parameter("id");
    return request.trying(
        () -> {
          require(request);
          accounts.change(request.caller(), AccountChange.ofDefaultRecipient(id)).orElseThrow();
          return request.done(
              "Payments that name no recipient go to this one from now on.", RECIPIENTS + "/" + id);
        },
        errors -> one(request, errors));
  }

  private Response delete(PageRequest request) {
    return request.trying(
        () -> {
          recipients.delete(request.caller(), request.parameter("id")).orElseThrow();
          return request.done("Recipient deleted. Its payments continue.", RECIPIENTS);
        },
        errors -> one(request, errors));
  }
}
