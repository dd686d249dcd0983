package com.remitflex.web.dashboard.keys;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.features.activity.requests.HistoryScope;
import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.features.activity.requests.RequestHistory;
import com.remitflex.features.activity.usage.Granularity;
import com.remitflex.features.activity.usage.KeyUsage;
import com.remitflex.features.activity.usage.ScopeUse;
import com.remitflex.features.activity.usage.UsageSummary;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeySearch;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.LeastPrivilege;
import com.remitflex.features.apikeys.authentication.KeyUseStore;
import com.remitflex.features.apikeys.lifecycle.Keys;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.features.apikeys.lifecycle.RollRequest;
import com.remitflex.features.members.people.Permission;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.Times;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.platform.text.Names;
import com.remitflex.web.dashboard.activity.AlertLists;
import com.remitflex.web.dashboard.activity.Latency;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.BarChart;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import com.remitflex.web.dashboard.site.TimeRange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings → API Keys: the list, a new key, one key, rolling and revoking it. */
public final class KeyPages {
  private static final String PATH = "/settings/api-keys";
  private static final String TITLE = "API Keys";
  private static final int DAYS = 30;
  private static final int PAGE = 25;
  private static final List<String> FILTERS = List.of("q", "status");
  private static final int NEWEST = 10;
  private static final int ALERTS = 5;

  private final Database database;
  private final Keys keys;
  private final DatabaseClock clock;
  private final RequestHistory requests;
  private final KeyUsage usage;
  private final AlertLists alerts;
  private final String publicUrl;

  /**
   * The pages.
   *
   * @param publicUrl base of the addresses in curl commands
   */
  public KeyPages(
      Database database,
      Keys keys,
      DatabaseClock clock,
      RequestHistory requests,
      KeyUsage usage,
      AlertLists alerts,
      String publicUrl) {
    this.database = database;
    this.keys = keys;
    this.clock = clock;
    this.requests = requests;
    this.usage = usage;
    this.alerts = alerts;
    this.publicUrl = publicUrl;
  }

  public void addTo(Pages pages) {
    pages
        .get(PATH, Permission.VIEW, this::list)
        .get(PATH + "/new", Permission.MANAGE_KEYS, visit -> form(visit, FormErrors.NONE))
        .post(PATH, Permission.MANAGE_KEYS, Repeat.ENGINE, this::create)
        .get(PATH + "/{id}", Permission.VIEW, this::one)
        .get(PATH + "/{id}/roll", Permission.MANAGE_KEYS, visit -> rollForm(visit, FormErrors.NONE))
        .post(PATH + "/{id}/roll", Permission.MANAGE_KEYS, Repeat.ENGINE, this::roll)
        .post(PATH + "/{id}/stored", Permission.MANAGE_KEYS, Repeat.STORED, this::secretIsStored)
        .post(PATH + "/{id}/end-grace", Permission.MANAGE_KEYS, Repeat.ENGINE, this::endGrace)
        .get(
            PATH + "/{id}/revoke",
            Permission.MANAGE_KEYS,
            visit -> revokeForm(visit, FormErrors.NONE))
        .post(PATH + "/{id}/revoke", Permission.MANAGE_KEYS, Repeat.ENGINE, this::revoke);
  }

  private Response list(PageRequest visit) {
    Form query = visit.query();
    Optional<String> asked = query.find("q");
    if (asked.isPresent() && !asked.get().equals(ApiKeyText.mask(asked.get()))) {
      // A secret does not stay in an address, where it would be kept and shown.
      return visit.redirect(PATH + "?q=" + encoded(ApiKeyText.mask(asked.get())));
    }
    Filters filters = new Filters(visit, FILTERS);
    KeySearch search =
        new KeySearch(
            visit.head(),
            KeySearch.Match.PART,
            asked,
            query.find("status").flatMap(KeySearch.Status::find),
            Optional.empty(),
            query.find("after").flatMap(KeySearch.Place::parse),
            PAGE,
            clock.now());
    KeyStore.Found found = keys.page(search);
    Map<String, Object> model = new HashMap<>();
    model.put("rows", rows(found.keys()));
    model.put("total", found.total());
    model.put("q", search.text().orElse(""));
    model.put("status", search.status().map(KeySearch.Status::word).orElse(""));
    model.put("filters", filters.chips());
    model.put("first", filters.first());
    model.put("next", found.next().map(place -> filters.next("after", place.text())).orElse(""));
    return visit.page("keys/list.jte", TITLE, model);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private List<KeyRow> rows(List<ApiKey> all) {
    List<String> ids = all.stream().map(ApiKey::id).toList();
    Instant now = clock.now();
    Instant today = Granularity.DAY.start(now);
    Instant from = today.minus(Duration.ofDays(DAYS - 1L));
    Map<String, List<UsageSummary>> sums =
        usage.summaries(ids, Granularity.DAY, from, today.plus(Duration.ofDays(1)));
    return database.with(handle -> {
      Map<String, KeyUseStore.LastUse> uses = KeyUseStore.last(handle, ids);
      Map<String, LeastPrivilege> less = ScopeUse.leastPrivilege(handle, all, now);
      return all.stream()
          .map(key ->
              new KeyRow(
                  key,
                  key.status(now),
                  Optional.ofNullable(uses.get(key.id())),
                  BarChart.of(
                      sums.getOrDefault(key.id(), List.of()), today, Duration.ofDays(1), DAYS),
                  Optional.ofNullable(less.get(key.id())).map(one -> one.suggested().word())))
          .toList();
    });
  }

  private Response form(PageRequest visit, FormErrors faults) {
    return visit.page(
        faults.status(), "keys/new.jte", "New key", Map.of("form", visit.form(), "faults", faults));
  }

  private Response create(PageRequest visit) {
    return visit.trying(
        () -> {
          NewKey asked = asked(visit.form());
          return secret(visit, keys.create(caller(visit), asked, visit.token()), "Key created");
        },
        faults -> form(visit, faults));
  }

  /**
   * The new secret, in the response to the form itself, so that no address leads to it again. A
   * repetition of the form finds it encrypted, for some minutes.
   */
  private Response secret(PageRequest visit, Result<Completed> outcome, String title) {
    Completed done = PageRequest.done(outcome);
    ApiKey key = keys.require(visit.head(), done.result().resourceId());
    String page = PATH + "/" + key.id();
    visit.setResultPage(page);
    Optional<String> secret =
        done.replayed()
            ? keys.findShown(key.id(), visit.token().tokenHash())
                .flatMap(sealed -> visit.token().open(key.id(), sealed))
            : Optional.of(Json.trusted(done.result().json()).path("key").asText());
    return secret
        .map(text ->
            visit.page(
                "keys/secret.jte",
                title,
                Map.of("key", key, "secret", text, "publicUrl", publicUrl)))
        .orElseGet(() ->
            visit.submitted(
                "Already submitted",
                "This form was submitted before, and the key's secret can no longer be shown."
                    + " Nothing was done again. If you have not stored the secret, roll the key.",
                Optional.empty(),
                visit.at(page)));
  }

  private Response secretIsStored(PageRequest visit) {
    ApiKey key = key(visit);
    keys.forgetShown(key.id());
    return visit.redirect(PATH + "/" + key.id());
  }

  private static NewKey asked(Form form) {
    Scope scope =
        Scope.find(form.text("scope")).orElseThrow(() -> fault("scope", "Choose a scope."));
    Optional<Integer> rate =
        form.find("rate_limit_per_minute").map(text -> number("rate_limit_per_minute", text));
    List<String> addresses =
        Arrays.stream(form.text("ip_allow_list").split("[\\s,]+", -1))
            .filter(text -> !text.isEmpty())
            .toList();
    return NewKey.parse(
        scope,
        form.text("name"),
        form.find("expires_at").map(KeyPages::expiry),
        addresses,
        rate,
        limit(form, "per_payment"),
        limit(form, "per_day"));
  }

  private static Optional<String> limit(Form form, String name) {
    return form.find(name).map(amount -> amount.strip() + form.text(name + "_currency"));
  }

  /** A day means its end. */
  private static Instant expiry(String text) {
    return Times.parse(text.strip().length() == 10 ? text.strip() + "T23:59:59Z" : text.strip())
        .orElseThrow(() ->
            fault("expires_at", "Must be a date in YYYY-MM-DD format, for example 2027-01-31."));
  }

  private static int number(String field, String text) {
    if (!text.strip().matches("[0-9]{1,7}")) {
      throw fault(field, "Must be a whole number.");
    }
    return Integer.parseInt(text.strip());
  }

  private static RuntimeException fault(String field, String message) {
    return ApiError.at(field, ErrorCode.VALIDATION_ERROR, message).exception();
  }

  private Response one(PageRequest visit) {
    ApiKey key = key(visit);
    TimeRange range = TimeRange.of(visit.query().text("range"));
    Instant now = clock.now();
    Instant last = range.granularity().start(now);
    Instant from = last.minus(range.interval().multipliedBy(range.count() - 1L));
    List<UsageSummary> sums =
        usage
            .summaries(List.of(key.id()), range.granularity(), from, last.plus(range.interval()))
            .getOrDefault(key.id(), List.of());
    List<LoggedRequest> newest =
        requests.newest(HistoryScope.key(visit.accountId(), key.id()), NEWEST);
    Map<String, Object> model = new HashMap<>();
    model.put("row", rows(List.of(key)).getFirst());
    model.put("rotation", keys.rotation(key));
    model.put("living", keys.living(List.of(key.id()), now));
    model.put("range", range);
    model.put("chart", BarChart.of(sums, last, range.interval(), range.count()));
    model.put("latency", Latency.of(sums));
    model.put("requests", newest);
    model.put("notRecorded", sums.stream().mapToLong(UsageSummary::notRecorded).sum());
    model.put("alerts", alerts.ofKey(key, ALERTS));
    model.put("receipt", Optional.of(key).filter(ApiKey::isRevoked).map(one -> receipt(one)));
    return visit.page("keys/one.jte", key.name(), model);
  }

  private com.remitflex.features.apikeys.RevocationReceipt receipt(ApiKey key) {
    return keys.revoked(key.id()).receipt();
  }

  private Response rollForm(PageRequest visit, FormErrors faults) {
    return visit.page(
        faults.status(),
        "keys/roll.jte",
        "Roll key",
        Map.of("key", key(visit), "form", visit.form(), "faults", faults));
  }

  private Response roll(PageRequest visit) {
    ApiKey key = key(visit);
    return visit.trying(
        () -> {
          RollRequest asked =
              RollRequest.of(
                  number("grace_seconds", visit.form().text("grace_seconds")),
                  visit.form().text("grace_from").equals("first_use"),
                  visit
                      .form()
                      .find("end_after_quiet_hours")
                      .map(text -> number("end_after_quiet_hours", text)));
          return secret(
              visit, keys.roll(caller(visit), key.id(), asked, visit.token()), "Key rolled");
        },
        faults -> rollForm(visit, faults));
  }

  private Response endGrace(PageRequest visit) {
    ApiKey key = key(visit);
    PageRequest.requireDone(keys.endGrace(caller(visit), key.id()));
    return visit.done(
        "Grace period ended. Only the newest secret of this key is valid.", PATH + "/" + key.id());
  }

  private Response revokeForm(PageRequest visit, FormErrors faults) {
    ApiKey key = key(visit);
    Instant now = clock.now();
    List<LoggedRequest> lastHour =
        requests.since(
            HistoryScope.key(visit.accountId(), key.id()), now.minus(Duration.ofHours(1)));
    return visit.page(
        faults.status(),
        "keys/revoke.jte",
        "Revoke key",
        Map.of(
            "row", rows(List.of(key)).getFirst(),
            "requests", Math.toIntExact(lastHour.stream().mapToLong(LoggedRequest::requests).sum()),
            "ips",
                lastHour.stream().flatMap(LoggedRequest::addresses).distinct().limit(10).toList(),
            "faults", faults));
  }

  private Response revoke(PageRequest visit) {
    ApiKey key = key(visit);
    return visit.trying(
        () -> {
          if (!Names.stored(visit.form().text("name")).equals(key.name())) {
            throw fault("name", "Enter the exact name of the key: " + key.name());
          }
          PageRequest.requireDone(keys.revoke(caller(visit), key.id()));
          keys.revoked(key.id());
          return visit.done("Key revoked. Every node rejects it.", PATH + "/" + key.id());
        },
        faults -> revokeForm(visit, faults));
  }

  private ApiKey key(PageRequest visit) {
    HeadId head = visit.head();
    return keys.require(head, visit.parameter("id"));
  }

  private static Caller caller(PageRequest visit) {
    return visit.caller();
  }
}
