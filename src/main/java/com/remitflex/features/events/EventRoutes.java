package com.remitflex.features.events;

import static com.remitflex.platform.access.Scope.READ;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventFilter;
import com.remitflex.core.events.EventJson;
import com.remitflex.features.activity.requests.EventStream;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Operation.Parameter;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.lists.Cursors;
import com.remitflex.platform.http.lists.ListParameters;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The API under /v1/events. */
public final class EventRoutes {
  private static final int MAX_LIMIT = 100;
  private static final int DEFAULT_LIMIT = 20;

  private final EventService events;
  private final EventStreams streams;
  private final Cursors cursors;
  private final DatabaseClock clock;

  public EventRoutes(
      EventService events, EventStreams streams, Cursors cursors, DatabaseClock clock) {
    this.events = events;
    this.streams = streams;
    this.cursors = cursors;
    this.clock = clock;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/events", READ, listOperation(), this::list),
        new Route("GET", "/v1/events/{id}", READ, getOperation(), this::get));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listEvents",
            "List events",
            "Lists the events of the account in this environment. A page can have fewer than"
                + " `limit` events although more exist: a search over many events continues from"
                + " the cursor.\n\nWith `after_seq`, the response is a feed instead of a page: the"
                + " events that follow this number, oldest first, without a gap. Store"
                + " `pagination.next_after_seq` once you have processed them, and send it as"
                + " `after_seq` next time. When `has_more` is false, you have every event up to"
                + " `newest_seq`.\n\nWith `Accept: text/event-stream`, the response follows the"
                + " feed: each message is one event, and its ID is the event's `seq`. It begins"
                + " after `after_seq`, or now. A client that reconnects with `Last-Event-ID` misses"
                + " no event and receives none twice.",
            "EventList")
        .withStreams(EventStream.CONTENT_TYPE)
        .withPages(
            Parameter.text("type", "Only events of this type, for example `payment.delivered`."),
            Parameter.text(
                "subject", "Only events about the object with this ID, for example of a payment."),
            Parameter.text("created_after", "Only events at or after this time."),
            Parameter.text("created_before", "Only events before this time."),
            new Parameter(
                "after_seq",
                "Returns the feed after this number; 0 for all events. Of the other parameters, a"
                    + " feed takes only `limit`, and a stream only `type` and `subject`.",
                "{\"type\": \"integer\", \"format\": \"int64\", \"minimum\": 0}"))
        .withErrors(ErrorCode.INVALID_CURSOR);
  }

  /** GET /v1/events: a page, the feed after a number, or a stream. */
  public Response list(ApiRequest request) {
    Query query = request.query();
    if (EventStreams.isRequested(request)) {
      return streams.respond(request, HeadId.of(request.principal()));
    }
    OptionalLong after = EventParameters.afterSeq(query);
    if (after.isPresent()) {
      return feed(request, query, after.getAsLong());
    }
    ListParameters parameters = ListParameters.read(query, EventParameters.FILTERS);
    EventFilter filter = EventParameters.filter(query);
    HeadId head = HeadId.of(request.principal());
    ListParameters.PagedList list =
        parameters.of(cursors, "events " + head, filter.toString(), clock.now());
    return list.response(events.list(head, filter, list.query()), EventJson::write);
  }

  private Response feed(ApiRequest request, Query query, long after) {
    query.allow(Set.of(EventParameters.AFTER_SEQ, "limit"));
    int limit = query.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
    EventService.Feed feed = events.after(HeadId.of(request.principal()), after, limit);
    EventParameters.requireReached(EventParameters.AFTER_SEQ, after, feed.newest());
    return Response.json(200, FeedJson.feed(feed));
  }

  private static Operation getOperation() {
    return Operation.of("getEvent", "Get an event", "Returns one event.", "Event")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/events/{id}. */
  public Response get(ApiRequest request) {
    request.query().allow(Set.of());
    Event event =
        events
            .find(HeadId.of(request.principal()), request.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("event").exception());
    return Response.json(200, EventJson.bytes(event));
  }
}
