package com.remitflex.web.dashboard.activity;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.activity.requests.EventStream;
import com.remitflex.features.activity.requests.HistoryScope;
import com.remitflex.features.activity.requests.LiveTail;
import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.features.activity.requests.RequestDetail;
import com.remitflex.features.activity.requests.RequestEntry;
import com.remitflex.features.activity.requests.RequestFilter;
import com.remitflex.features.activity.requests.RequestHistory;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.members.people.Permission;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import com.remitflex.web.dashboard.site.Views;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Logs: the requests of the account's keys, one of them in detail, and a live tail. */
public final class LogPages {
  private static final int PAGE = 25;
  private static final List<String> FILTERS =
      List.of("status", "method", "route", "ip", "error_code", "request_id", "idempotency_key");
  private static final List<String> FILTERS_AND_KEY =
      Stream.concat(FILTERS.stream(), Stream.of("key")).toList();
  private static final Pattern PAYMENT_ID = Pattern.compile("pmt_[0-9A-HJKMNP-TV-Z]{26}");

  /** So soon a tail without requests ends after its session has, or its client is gone. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);

  private static final Duration MAX_TAIL = Duration.ofMinutes(15);

  private final RequestHistory history;
  private final ApiKeyService keys;
  private final Routes routes;
  private final Views views = new Views();

  public LogPages(RequestHistory history, ApiKeyService keys, Routes routes) {
    this.history = history;
    this.keys = keys;
    this.routes = routes;
  }

  public void addTo(Pages pages) {
    pages
        .get("/logs", Permission.VIEW, this::list)
        .get("/logs/tail", Permission.VIEW, this::tail)
        .get("/logs/{id}", Permission.VIEW, this::one);
  }

  /**
   * The requests of the key that the address names, or of all keys.
   *
   * @throws ApiException VALIDATION_ERROR (key): the account has no key with this ID
   */
  private HistoryScope scope(PageRequest request) {
    Optional<String> key = request.query().find("key");
    if (key.isEmpty()) {
      return HistoryScope.account(request.head());
    }
    if (!keys.names(request.head(), List.of(key.get())).containsKey(key.get())) {
      throw Query.error("key", "No API key with this ID exists here.");
    }
    return HistoryScope.key(request.accountId(), key.get());
  }

  private RequestFilter filter(PageRequest request) {
    return RequestFilter.read(new Filters(request, FILTERS).query(), routes::hasTemplate);
  }

  private Response list(PageRequest request) {
    Filters filters = new Filters(request, FILTERS_AND_KEY);
    Filters.Listing<Page<LoggedRequest>> listing =
        filters.read(
            PAGE,
            Page.empty(),
            (query, page) -> history.list(scope(request), filter(request), page));
    List<LoggedRequest> requests = listing.found().items();
    Map<String, Object> model = new HashMap<>();
    model.put("requests", requests);
    model.put("names", names(request.head(), requests));
    model.put("filters", filters.chips());
    model.put("tail", "?" + filters.text());
    model.put("error", listing.error());
    model.put("next", filters.next(listing.found().next()));
    return request.page(listing.status(), "logs/list.jte", "Logs", model);
  }

  /** The names of the keys that sent these requests, by the keys' IDs. */
  private Map<String, String> names(HeadId head, List<LoggedRequest> requests) {
    return keys.names(head, requests.stream().map(LoggedRequest::keyId).distinct().toList());
  }

  private Response one(PageRequest pageRequest) {
    HeadId head = pageRequest.head();
    RequestEntry entry =
        history
            .find(HistoryScope.account(head), pageRequest.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("request").exception());
    LoggedRequest request = entry.request();
    return pageRequest.page(
        "logs/one.jte",
        request.method() + " " + request.route(),
        Map.of(
            "request", request,
            "keyName", names(head, List.of(request)).getOrDefault(request.keyId(), request.keyId()),
            "steps", request.steps(),
            "detail", entry.detail(),
            "payment", paymentId(entry)));
  }

  /** The ID of the payment that the request created or was about; empty if there is none. */
  private static String paymentId(RequestEntry entry) {
    String text =
        entry.request().path() + " " + entry.detail().map(RequestDetail::responseBody).orElse("");
    Matcher matcher = PAYMENT_ID.matcher(text);
    return matcher.find() ? matcher.group() : "";
  }

  /** Server-sent events with table rows, for as long as the session lasts. */
  private Response tail(PageRequest request) {
    HistoryScope scope = scope(request);
    RequestFilter filter = filter(request);
    EventStream<LoggedRequest> events =
        new EventStream<>(
            ": following\n\n",
            HEARTBEAT,
            () -> EventStream.NOTHING_NEW,
            request::isStillMember,
            found -> rows(request, found));
    return Response.streaming(
        EventStream.CONTENT_TYPE,
        request
            .takeStream()
            .during((out, isOpen) -> {
              try (LiveTail tail = history.follow(scope, filter)) {
                send(events, out, isOpen, tail);
              }
            }));
  }

  /** Sends until the time is over, or the tail missed requests: the browser then reconnects. */
  private static void send(
      EventStream<LoggedRequest> events, OutputStream out, BooleanSupplier isOpen, LiveTail tail)
      throws IOException {
    long endNanos = System.nanoTime() + MAX_TAIL.toNanos();
    events.send(
        out,
        () -> isOpen.getAsBoolean() && !tail.isIncomplete() && System.nanoTime() - endNanos < 0,
        tail);
  }

  private String rows(PageRequest pageRequest, List<LoggedRequest> requests) {
    Map<String, String> names = names(pageRequest.head(), requests);
    StringBuilder rows = new StringBuilder();
    for (LoggedRequest request : requests) {
      String row =
          views.text(
              "logs/row.jte",
              Map.of("request", request, "names", names, "base", pageRequest.at("/logs")));
      rows.append("data: ").append(row.replaceAll("\\s+", " ")).append("\n\n");
    }
    return rows.toString();
  }
}
