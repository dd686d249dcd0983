package com.remitflex.web.dashboard.keys;

import com.remitflex.features.activity.requests.HistoryScope;
import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.features.activity.requests.RequestHistory;
import com.remitflex.features.activity.usage.Granularity;
import com.remitflex.features.activity.usage.KeyUsage;
import com.remitflex.features.activity.usage.UsageSummary;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeySearch;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.KeyChange;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.features.apikeys.lifecycle.RollRequest;
import com.remitflex.features.apikeys.lifecycle.Rotation;
import com.remitflex.features.members.people.Permission;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.Response;
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
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings → API Keys: lists, creates, shows, rolls and revokes keys. */
public final class KeyPages {
  private static final String PATH = "/settings/api-keys";
  private static final String TITLE = "API Keys";
  private static final int CHART_DAYS = 30;
  private static final int PAGE_SIZE = 25;
  private static final List<String> FILTERS = List.of("q", "status");
  private static final int RECENT_REQUESTS = 10;
  private static final int RECENT_ALERTS = 5;
  private static final int MAX_IPS = 10;

  private final ApiKeyService keys;
  private final KeyUsage usage;
  private final DatabaseClock clock;
  private final RequestHistory requests;
  private final AlertLists alerts;
  private final String publicUrl;

  /**
   * The pages.
   *
   * @param publicUrl base of the addresses in curl commands
   */
  public KeyPages(
      ApiKeyService keys,
      KeyUsage usage,
      DatabaseClock clock,
      RequestHistory requests,
      AlertLists alerts,
      String publicUrl) {
    this.keys = keys;
    this.usage = usage;
    this.clock = clock;
    this.requests = requests;
    this.alerts = alerts;
    this.publicUrl = publicUrl;
  }

  public void addTo(Pages pages) {
    pages
        .get(PATH, Permission.VIEW, this::list)
        .get(PATH + "/new", Permission.MANAGE_KEYS, request -> form(request, FormErrors.NONE))
        .post(PATH, Permission.MANAGE_KEYS, Repeat.ENGINE, this::create)
        .get(PATH + "/{id}", Permission.VIEW, this::one)
        .get(
            PATH + "/{id}/roll",
            Permission.MANAGE_KEYS,
            request -> rollForm(request, FormErrors.NONE))
        .post(PATH + "/{id}/roll", Permission.MANAGE_KEYS, Repeat.ENGINE, this::roll)
        .post(PATH + "/{id}/stored", Permission.MANAGE_KEYS, Repeat.STORED, this::secretIsStored)
        .post(PATH + "/{id}/end-grace", Permission.MANAGE_KEYS, Repeat.ENGINE, this::endGrace)
        .get(
            PATH + "/{id}/revoke",
            Permission.MANAGE_KEYS,
            request -> revokeForm(request, FormErrors.NONE))
        .post(PATH + "/{id}/revoke", Permission.MANAGE_KEYS, Repeat.ENGINE, this::revoke);
  }

  private Response list(PageRequest request) {
    Form query = request.query();
    Optional<String> text = query.find("q");
    Filters filters = new Filters(request, FILTERS);
    Instant now = clock.now();
    KeySearch search =
        new KeySearch(
            request.head(),
            KeySearch.Match.PART,
            text,
            query.find("status").flatMap(KeySearch.Status::find),
            Optional.empty(),
            query.find("after").flatMap(KeySearch.Place::parse),
            PAGE_SIZE,
            now);
    String error = unknownStatus(query);
    KeySearch.Result found =
        error.isEmpty()
            ? keys.search(search)
            : new KeySearch.Result(List.of(), 0, Optional.empty());
    Map<String, Object> model = new HashMap<>();
    model.put("rows", rows(found.keys(), now));
    model.put("total", found.total());
    model.put("q", search.text().orElse(""));
    model.put("status", search.status().map(KeySearch.Status::word).orElse(""));
    model.put("filters", filters.chips());
    model.put("first", filters.first());
    model.put("next", found.next().map(place -> filters.next("after", place.text())).orElse(""));
    model.put("error", error);
    int status = error.isEmpty() ? 200 : ErrorCode.VALIDATION_ERROR.status();
    return request.page(status, "keys/list.jte", TITLE, model);
  }

  /** The error of a status that no key can have; empty if there is none. */
  private static String unknownStatus(Form query) {
    return query
        .find("status")
        .filter(word -> KeySearch.Status.find(word).isEmpty())
        .map(word -> "Status: Must be one of: active, expired, revoked.")
        .orElse("");
  }

  private List<KeyRow> rows(List<ApiKey> page, Instant now) {
    Duration day = Duration.ofDays(1);
    Instant today = Granularity.DAY.start(now);
    Map<String, List<UsageSummary>> sums =
        usage.summaries(
            page.stream().map(ApiKey::id).toList(),
            Granularity.DAY,
            today.minus(day.multipliedBy(CHART_DAYS - 1L)),
            today.plus(day));
    return keys.details(page, now).stream()
        .map(details ->
            KeyRow.of(
                details,
                BarChart.of(
                    sums.getOrDefault(details.key().id(), List.of()), today, day, CHART_DAYS),
                now))
        .toList();
  }

  private Response form(PageRequest request, FormErrors errors) {
    return request.page(
        errors.status(),
        "keys/new.jte",
        "New key",
        Map.of("form", request.form(), "errors", errors));
  }

  private Response create(PageRequest request) {
    return request.trying(
        () -> {
          NewKey newKey = KeyForms.newKey(request.form());
          return secret(
              request,
              keys.create(request.caller(), newKey, Optional.of(request.token())),
              "Key created");
        },
        errors -> form(request, errors));
  }

  /**
   * Shows the new secret in the response to the form, so that no address leads to it. A repetition
   * of the form shows it again for some minutes.
   */
  private Response secret(PageRequest request, Result<KeyChange> outcome, String title) {
    KeyChange change = outcome.orElseThrow();
    ApiKey key = keys.require(request.head(), change.keyId());
    String page = PATH + "/" + key.id();
    request.setResultPage(page);
    return change
        .secret()
        .map(secret ->
            request.page(
                "keys/secret.jte",
                title,
                Map.of("key", key, "secret", secret, "publicUrl", publicUrl)))
        .orElseGet(() ->
            request.submitted(
                "Already submitted",
                "This form was submitted before, and the key's secret can no longer be shown."
                    + " Nothing was done again. If you have not stored the secret, roll the key.",
                Optional.empty(),
                request.at(page)));
  }

  private Response secretIsStored(PageRequest request) {
    ApiKey key = key(request);
    keys.deleteShownSecret(key.id());
    return request.redirect(PATH + "/" + key.id());
  }

  private Response one(PageRequest request) {
    ApiKey key = key(request);
    TimeRange range = TimeRange.of(request.query().text("range"));
    Instant now = clock.now();
    Instant last = range.granularity().start(now);
    Instant from = last.minus(range.interval().multipliedBy(range.count() - 1L));
    List<UsageSummary> sums =
        usage
            .summaries(List.of(key.id()), range.granularity(), from, last.plus(range.interval()))
            .getOrDefault(key.id(), List.of());
    Rotation rotation = keys.rotation(key);
    Map<String, Object> model = new HashMap<>();
    model.put("row", rows(List.of(key), now).getFirst());
    model.put("rotation", rotation);
    model.put("living", rotation.oldSecrets());
    model.put("range", range);
    model.put("chart", BarChart.of(sums, last, range.interval(), range.count()));
    model.put("latency", Latency.of(sums));
    model.put("requests", requests.newest(history(request, key), RECENT_REQUESTS));
    model.put("notRecorded", sums.stream().mapToLong(UsageSummary::notRecorded).sum());
    model.put("alerts", alerts.ofKey(key, RECENT_ALERTS));
    model.put("receipt", keys.receipt(key));
    return request.page("keys/one.jte", key.name(), model);
  }

  private Response rollForm(PageRequest request, FormErrors errors) {
    return request.page(
        errors.status(),
        "keys/roll.jte",
        "Roll key",
        Map.of("key", key(request), "form", request.form(), "errors", errors));
  }

  private Response roll(PageRequest request) {
    ApiKey key = key(request);
    return request.trying(
        () -> {
          RollRequest roll = KeyForms.roll(request.form());
          return secret(
              request,
              keys.roll(request.caller(), key.id(), roll, Optional.of(request.token())),
              "Key rolled");
        },
        errors -> rollForm(request, errors));
  }

  private Response endGrace(PageRequest request) {
    ApiKey key = key(request);
    keys.endGracePeriods(request.caller(), key.id()).orElseThrow();
    return request.done(
        "Grace period ended. Only the newest secret of this key is valid.", PATH + "/" + key.id());
  }

  private Response revokeForm(PageRequest request, FormErrors errors) {
    ApiKey key = key(request);
    Instant now = clock.now();
    List<LoggedRequest> lastHour =
        requests.since(history(request, key), now.minus(Duration.ofHours(1)));
    return request.page(
        errors.status(),
        "keys/revoke.jte",
        "Revoke key",
        Map.of(
            "row", rows(List.of(key), now).getFirst(),
            "requests", Math.toIntExact(lastHour.stream().mapToLong(LoggedRequest::requests).sum()),
            "ips",
                lastHour.stream()
                    .flatMap(LoggedRequest::addresses)
                    .distinct()
                    .limit(MAX_IPS)
                    .toList(),
            "errors", errors));
  }

  private Response revoke(PageRequest request) {
    ApiKey key = key(request);
    return request.trying(
        () -> {
          if (!Names.stored(request.form().text("name")).equals(key.name())) {
            throw KeyForms.invalid("name", "Enter the exact name of the key: " + key.name());
          }
          keys.revoke(request.caller(), key.id()).orElseThrow();
          return request.done("Key revoked. Every node rejects it.", PATH + "/" + key.id());
        },
        errors -> revokeForm(request, errors));
  }

  private ApiKey key(PageRequest request) {
    return keys.require(request.head(), request.parameter("id"));
  }

  private static HistoryScope history(PageRequest request, ApiKey key) {
    return HistoryScope.key(request.accountId(), key.id());
  }
}
