package com.remitflex.web.dashboard.webhooks;

import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventFilter;
import com.remitflex.core.events.EventJson;
import com.remitflex.core.events.EventTypes;
import com.remitflex.features.activity.requests.EventStream;
import com.remitflex.features.events.EventParameters;
import com.remitflex.features.events.EventService;
import com.remitflex.features.events.EventTail;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.webhooks.deliveries.DeliveryService;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.json.PrettyJson;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import com.remitflex.web.dashboard.site.Views;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Webhooks → Events: the list with its live tail, and one event with its deliveries. */
public final class EventPages {
  private static final String LIST = WebhookPages.LIST + "/events";
  private static final int PAGE_SIZE = 25;
  private static final List<String> FILTERS =
      List.of("type", "subject", "created_after", "created_before");

  /** So soon a tail without events ends after its session has, or its client is gone. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);

  private static final Duration MAX_TAIL = Duration.ofMinutes(15);

  private final EventService events;
  private final DeliveryService deliveries;
  private final String publicUrl;
  private final Views views = new Views();

  public EventPages(EventService events, DeliveryService deliveries, String publicUrl) {
    this.events = events;
    this.deliveries = deliveries;
    this.publicUrl = publicUrl;
  }

  public void addTo(Pages pages) {
    pages
        .get(LIST, Permission.VIEW, this::list)
        .get(LIST + "/tail", Permission.VIEW, this::tail)
        .get(LIST + "/{id}", Permission.VIEW, this::one);
  }

  private Response list(PageRequest request) {
    Filters filters = new Filters(request, FILTERS);
    Filters.Listing<Page<Event>> listing =
        filters.read(
            PAGE_SIZE,
            Page.empty(),
            (query, page) -> events.list(request.head(), EventParameters.filter(query), page));
    Map<String, Object> model = new HashMap<>();
    model.put("events", listing.found().items());
    model.put("types", EventTypes.ALL);
    model.put("filters", filters.chips());
    model.put("error", listing.error());
    model.put("next", filters.next(listing.found().next()));
    model.put("tail", "?" + filters.text());
    model.put("publicUrl", publicUrl);
    return request.page(listing.status(), "webhooks/events.jte", "Events", model);
  }

  /** Server-sent events with table rows, for as long as the session lasts. */
  private Response tail(PageRequest request) {
    EventFilter filter = EventParameters.filter(new Filters(request, FILTERS).query());
    EventStream<Event> stream =
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
              long endNanos = System.nanoTime() + MAX_TAIL.toNanos();
              try (EventTail tail = events.follow(request.head(), filter, OptionalLong.empty())) {
                stream.send(
                    out, () -> isOpen.getAsBoolean() && System.nanoTime() - endNanos < 0, tail);
              }
            }));
  }

  private String rows(PageRequest request, List<Event> found) {
    return found.stream()
        .map(event ->
            views.text("webhooks/event-row.jte", Map.of("event", event, "base", request.at("/"))))
        .map(row -> "data: " + row.replaceAll("\\s+", " ") + "\n\n")
        .collect(Collectors.joining());
  }

  private Response one(PageRequest request) {
    Event event =
        events
            .find(request.head(), request.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("event").exception());
    Map<String, Object> model = new HashMap<>();
    model.put("event", event);
    model.put("json", PrettyJson.of(EventJson.text(event)));
    model.put("subjectPage", subjectPage(event.subject()));
    model.put("deliveries", deliveries.ofEvent(request.head(), event.id()));
    model.put("urls", deliveries.urls(request.head()));
    return request.page("webhooks/event.jte", "Event", model);
  }

  /** The page of the object that an event is about; empty if it has none. */
  static String subjectPage(String subject) {
    String prefix = subject.substring(0, subject.indexOf('_') + 1);
    return switch (prefix) {
      case "pmt_" -> "/payments/" + subject;
      case "ofr_" -> "/off-ramps/" + subject;
      case "con_" -> "/convert/" + subject;
      case "dep_" -> "/balances/deposits/" + subject;
      case "key_" -> "/settings/api-keys/" + subject;
      case "we_" -> WebhookPages.ENDPOINTS + "/" + subject;
      default -> "";
    };
  }
}
