package com.remitflex.features.events;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventFilter;
import com.remitflex.features.activity.requests.EventStream;
import com.remitflex.features.activity.requests.OpenStreams;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** The feed of events as a stream, for as long as the caller's key may read it. */
public final class EventStreams {
  private static final List<String> TYPES = List.of("application/json", EventStream.CONTENT_TYPE);
  private static final Set<String> PARAMETERS =
      Set.of(EventParameters.AFTER_SEQ, "type", "subject");
  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final String RECONNECT_AFTER = "retry: 2000\n\n";
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final EventService events;
  private final OpenStreams open;

  /**
   * The streams of this node.
   *
   * @param open limits the exports and live tails of API keys
   */
  public EventStreams(EventService events, OpenStreams open) {
    this.events = events;
    this.open = open;
  }

  /** Whether the Accept header asks for a stream. */
  static boolean isRequested(ApiRequest request) {
    return request.preferred(TYPES).equals(EventStream.CONTENT_TYPE);
  }

  /**
   * The stream after the number that the client has, or from now on.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR; RATE_LIMIT_EXCEEDED: too
   *     many are open
   */
  Response respond(ApiRequest request, HeadId head) {
    Query query = request.query();
    query.allow(PARAMETERS);
    EventFilter filter = EventParameters.filter(query);
    OptionalLong after = after(request, query, head);
    OpenStreams.Slot slot = open.take(head.accountId());
    return Response.streaming(
        EventStream.CONTENT_TYPE,
        slot.during((out, isOpen) -> {
          try (EventTail tail = events.follow(head, filter, after)) {
            stream(tail).send(out, isOpen, tail);
          }
        }));
  }

  /** What a reconnecting client has received counts, not where its first request began. */
  private OptionalLong after(ApiRequest request, Query query, HeadId head) {
    OptionalLong asked = EventParameters.afterSeq(query);
    Optional<String> last = request.header(LAST_EVENT_ID).filter(id -> !id.isEmpty());
    OptionalLong after =
        last.isPresent() ? OptionalLong.of(EventParameters.seq(LAST_EVENT_ID, last.get())) : asked;
    if (after.isPresent()) {
      EventParameters.requireReached(
          last.isPresent() ? LAST_EVENT_ID : EventParameters.AFTER_SEQ,
          after.getAsLong(),
          events.newest(head));
    }
    return after;
  }

  /** A heartbeat has the number that was reached: clients store it, without an event. */
  private static EventStream<Event> stream(EventTail tail) {
    return new EventStream<>(
        RECONNECT_AFTER,
        HEARTBEAT,
        () -> FeedJson.heartbeat(tail.position()),
        () -> true,
        found -> found.stream().map(FeedJson::serverSent).collect(Collectors.joining()));
  }
}
