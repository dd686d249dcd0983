package com.remitflex.web.dashboard.activity;

import com.remitflex.features.activity.requests.LiveTail;
import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.features.activity.requests.OpenStreams;
import com.remitflex.features.activity.requests.RequestDetail;
import com.remitflex.features.activity.requests.RequestFilter;
import com.remitflex.features.activity.requests.RequestJson;
import com.remitflex.features.activity.requests.RequestStore;
import com.remitflex.features.activity.requests.Whose;
import com.remitflex.features.members.people.Permission;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import com.remitflex.web.dashboard.site.Views;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Logs: every request of the account's keys, one of them in full, and those that come in now. */
public final class LogPages {
  private static final int PAGE = 25;
  private static final List<String> FILTERS =
      List.of("status", "method", "route", "ip", "error_code", "request_id", "idempotency_key");
  private static final List<String> FILTERS_AND_KEY =
      Stream.concat(FILTERS.stream(), Stream.of("key")).toList();
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /** A tail that shows nothing finds out so soon that it must end, or that its client is gone. */
  private static final Duration ASK_EVERY = Duration.ofSeconds(2);

  private static final Duration LONGEST_TAIL = Duration.ofMinutes(15);

  private final RequestLists requests;
  private final Routes routes;
  private final Views views = new Views();

  public LogPages(RequestLists requests, Routes routes) {
    this.requests = requests;
    this.routes = routes;
  }

  public void addTo(Pages pages) {
    pages
        .get("/logs", Permission.VIEW, this::list)
        .get("/logs/tail", Permission.VIEW, this::tail)
        .get("/logs/{id}", Permission.VIEW, this::one);
  }

  /**
   * The history of the key that the address names, or of all.
   *
   * @throws ApiException VALIDATION_ERROR (key): there is no such key here
   */
  private Whose chosen(PageRequest visit) {
    Optional<String> key = visit.query().find("key");
    if (key.isEmpty()) {
      return Whose.account(visit.head());
    }
    if (!requests.names(visit.head(), List.of(key.get())).containsKey(key.get())) {
      throw Query.error("key", "No API key with this ID exists here.");
    }
    return Whose.keys(visit.accountId(), List.of(key.get()));
  }

  private RequestFilter filter(PageRequest visit) {
    return RequestFilter.read(new Filters(visit, FILTERS).query(), routes::hasTemplate);
  }

  private Response list(PageRequest visit) {
    Filters filters = new Filters(visit, FILTERS_AND_KEY);
    String fault = "";
    RequestStore.Found found = new RequestStore.Found(List.of(), Optional.empty());
    try {
      found = requests.find(chosen(visit), filter(visit), filters.from(), PAGE + 1);
    } catch (ApiException e) {
      fault = Filters.told(e);
    }
    boolean full = found.requests().size() > PAGE;
    List<LoggedRequest> page = full ? found.requests().subList(0, PAGE) : found.requests();
    Map<String, Object> model = new HashMap<>();
    model.put("requests", page);
    model.put("names", requests.namesOf(visit.head(), page));
    model.put("filters", filters.chips());
    model.put("tail", "?" + filters.text());
    model.put("fault", fault);
    model.put(
        "next",
        filters.next(
            full
                ? Optional.of(new Position(page.getLast().at(), page.getLast().number()))
                : found.searchedTo()));
    return visit.page(Filters.status(fault), "logs/list.jte", "Logs", model);
  }

  private Response one(PageRequest visit) {
    String id = visit.parameter("id");
    if (!IdPrefix.REQUEST.matches(id)) {
      throw ApiRequest.notFound("request").exception();
    }
    LoggedRequest request =
        requests
            .one(visit.head(), id)
            .orElseThrow(() -> ApiRequest.notFound("request").exception());
    Optional<RequestDetail> detail = requests.detail(request);
    return visit.page(
        "logs/one.jte",
        request.method() + " " + request.route(),
        Map.of(
            "request", request,
            "keyName",
                requests
                    .namesOf(visit.head(), List.of(request))
                    .getOrDefault(request.keyId(), request.keyId()),
            "steps", RequestJson.decision(request),
            "detail", detail,
            "payment", payment(request, detail)));
  }

  /** The payment that the request made or was about; empty when none. */
  private static String payment(LoggedRequest request, Optional<RequestDetail> detail) {
    String text = request.path() + " " + detail.map(RequestDetail::responseBody).orElse("");
    var matcher = java.util.regex.Pattern.compile("pmt_[0-9A-HJKMNP-TV-Z]{26}").matcher(text);
    return matcher.find() ? matcher.group() : "";
  }

  /** Server-sent events, each with the rows of a table; ends when the session does. */
  private Response tail(PageRequest visit) {
    Whose whose = chosen(visit);
    RequestFilter filter = filter(visit);
    OpenStreams.Slot slot = visit.takeStream();
    return Response.streaming(
        "text/event-stream",
        (out, goesOn) -> {
          try (slot;
              LiveTail tail = requests.follow(whose, filter)) {
            slot.begin();
            send(out, goesOn, visit, tail);
          }
        });
  }

  private void send(OutputStream out, BooleanSupplier goesOn, PageRequest visit, LiveTail tail)
      throws IOException {
    long end = System.nanoTime() + LONGEST_TAIL.toNanos();
    write(out, ": following\n\n");
    long askedNanos = System.nanoTime();
    while (goesOn.getAsBoolean() && !tail.isIncomplete() && System.nanoTime() < end) {
      List<LoggedRequest> news = next(tail);
      boolean isDue = System.nanoTime() - askedNanos > ASK_EVERY.toNanos();
      if (news.isEmpty() && !isDue) {
        continue;
      }
      // Asked again: the session may have ended, or the person have been removed.
      if (!visit.isStillIn()) {
        return;
      }
      askedNanos = System.nanoTime();
      Map<String, String> names = requests.namesOf(visit.head(), news);
      StringBuilder rows = new StringBuilder();
      for (LoggedRequest request : news) {
        String row =
            views.text(
                "logs/row.jte",
                Map.of("request", request, "names", names, "base", visit.at("/logs")));
        rows.append("data: ").append(row.replaceAll("\\s+", " ")).append("\n\n");
      }
      write(out, rows.append(":\n\n").toString());
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static List<LoggedRequest> next(LiveTail tail) {
    try {
      return tail.next(LOOK_EVERY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the server is stopping", e);
    }
  }
}
