package com.remitflex.web.dashboard.home;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.deposits.DepositService;
import com.remitflex.features.activity.requests.HistoryScope;
import com.remitflex.features.activity.requests.RequestHistory;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.events.EventService;
import com.remitflex.features.members.People;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentFilter;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.statements.BalanceService;
import com.remitflex.features.webhooks.endpoints.WebhookService;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.web.dashboard.activity.AlertLists;
import com.remitflex.web.dashboard.site.BarChart;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The overview, the docs and the search. */
public final class HomePages {
  private static final int DAYS = 30;
  private static final int ALERTS = 5;

  private final DatabaseClock clock;
  private final ApiKeyService keys;
  private final BalanceService balances;
  private final PaymentService payments;
  private final DepositService deposits;
  private final RequestHistory history;
  private final AlertLists alerts;
  private final People people;
  private final EventService events;
  private final WebhookService webhooks;
  private final String publicUrl;

  public HomePages(
      DatabaseClock clock,
      ApiKeyService keys,
      BalanceService balances,
      PaymentService payments,
      DepositService deposits,
      RequestHistory history,
      AlertLists alerts,
      People people,
      EventService events,
      WebhookService webhooks,
      String publicUrl) {
    this.clock = clock;
    this.keys = keys;
    this.balances = balances;
    this.payments = payments;
    this.deposits = deposits;
    this.history = history;
    this.alerts = alerts;
    this.people = people;
    this.events = events;
    this.webhooks = webhooks;
    this.publicUrl = publicUrl;
  }

  public void addTo(Pages pages) {
    pages
        .get("/", Permission.VIEW, this::overview)
        .get("/docs", Permission.VIEW, this::docs)
        .get("/search", Permission.VIEW, this::search);
  }

  /** A first step for a new account, and whether it is done. */
  public record Step(String text, String address, boolean done) {}

  private Response overview(PageRequest request) {
    HeadId head = request.head();
    LocalDate today = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
    List<PaymentService.Day> days = payments.days(head, today.minusDays(DAYS - 1L));
    List<Payment> newest = payments.newest(head, 5);
    boolean isUsed = !history.newest(HistoryScope.account(head), 1).isEmpty();
    Map<String, Object> model = new HashMap<>();
    model.put("balances", balances.list(head));
    model.put("chart", chart(days, today));
    model.put("payments", newest);
    model.put("alerts", alerts.open(head, ALERTS));
    model.put(
        "inReview",
        payments.count(head, PaymentFilter.ALL.withStatus(PaymentStatus.COMPLIANCE_REVIEW)));
    model.put(
        "steps",
        List.of(
            new Step("Create an API key", request.at("/settings/api-keys/new"), keys.hasAny(head)),
            new Step("Call the API", request.at("/docs"), isUsed),
            new Step("Send your first payment", request.at("/payments/new"), !newest.isEmpty()),
            new Step(
                "Invite your team", request.at("/settings/team"), hasTeam(request.accountId()))));
    return request.page("overview.jte", "Overview", model);
  }

  private boolean hasTeam(String accountId) {
    return people.team().members(accountId, "", Optional.empty()).total() > 1
        || !people.invitations().list(accountId).isEmpty();
  }

  private static BarChart chart(List<PaymentService.Day> days, LocalDate today) {
    Map<LocalDate, PaymentService.Day> found =
        days.stream().collect(Collectors.toMap(PaymentService.Day::date, day -> day));
    List<BarChart.Count> counts = new ArrayList<>();
    for (int i = DAYS - 1; i >= 0; i--) {
      LocalDate date = today.minusDays(i);
      PaymentService.Day day = found.getOrDefault(date, new PaymentService.Day(date, 0, 0));
      counts.add(new BarChart.Count(date.toString(), day.payments(), day.failed()));
    }
    return new BarChart("Payments per day; failed payments are red", "Payments", "Failed", counts);
  }

  private Response docs(PageRequest request) {
    String payment =
        payments.newest(request.head(), 1).stream()
            .findFirst()
            .map(one -> one.id())
            .orElse("pmt_…");
    return request.page("docs.jte", "Docs", Map.of("publicUrl", publicUrl, "paymentId", payment));
  }

  /** Redirects to the object with this ID, to the payments with this reference, or to the key. */
  private Response search(PageRequest request) {
    String text = request.query().text("q").strip();
    if (text.startsWith("ofr_") && payments.findOffRamp(request.head(), text).isPresent()) {
      return request.redirect("/off-ramps/" + text);
    }
    if (text.startsWith("pmt_") && payments.find(request.head(), text).isPresent()) {
      return request.redirect("/payments/" + text);
    }
    if (deposits.find(request.head(), text).isPresent()) {
      return request.redirect("/balances/deposits/" + text);
    }
    if (events.find(request.head(), text).isPresent()) {
      return request.redirect("/webhooks/events/" + text);
    }
    if (webhooks.find(request.head(), text).isPresent()) {
      return request.redirect("/webhooks/endpoints/" + text);
    }
    if (IdPrefix.REQUEST.matches(text)) {
      return request.redirect("/logs/" + text);
    }
    Optional<ApiKey> key = text.isEmpty() ? Optional.empty() : keys.search(request.head(), text);
    if (key.isPresent()) {
      return request.redirect("/settings/api-keys/" + key.get().id());
    }
    boolean isReference =
        !text.isEmpty()
            && text.length() <= 255
            && payments.count(request.head(), PaymentFilter.ALL.withReference(text)) > 0;
    if (isReference) {
      return request.redirect("/payments?reference=" + encoded(text));
    }
    return request.page("search.jte", "Search", Map.of("asked", ApiKeyText.mask(text)));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
