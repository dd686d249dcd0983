package com.remitflex.features.webhooks.replay;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventStore;
import com.remitflex.features.webhooks.cursors.CursorStore;
import com.remitflex.features.webhooks.deliveries.DeliveryStore;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.features.webhooks.endpoints.WebhookService;
import com.remitflex.features.webhooks.matching.EventMatching;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.ids.IdPrefix;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Counts and requests replays: events that are delivered to an endpoint again. */
public final class ReplayService {
  /** Maximum number of events that one replay of {@link Which#ALL} looks at. */
  static final long MAX_EVENTS = 100_000;

  private final Database database;
  private final Engine engine;
  private final AuditTrail audit;
  private final WebhookService webhooks;
  private final EventMatching matching = new EventMatching();

  public ReplayService(
      Database database, Engine engine, AuditTrail audit, WebhookService webhooks) {
    this.database = database;
    this.engine = engine;
    this.audit = audit;
    this.webhooks = webhooks;
  }

  /** The deliveries that a replay would make due; NOT_FOUND, or VALIDATION_ERROR (from_seq). */
  @CheckReturnValue
  public Result<Long> count(HeadId head, ReplayRequest request) {
    return webhooks
        .find(head, request.endpointId())
        .map(endpoint -> count(endpoint, request))
        .orElseGet(ReplayService::notFound);
  }

  private Result<Long> count(WebhookEndpoint endpoint, ReplayRequest request) {
    long last = last(endpoint.head(), request);
    if (request.which() == Which.FAILED) {
      return Result.ok(
          database.with(
              handle -> DeliveryStore.countFailed(handle, endpoint.id(), request.first(), last)));
    }
    if (last - request.first() >= MAX_EVENTS) {
      return Result.rejected(
          "from_seq",
          ErrorCode.VALIDATION_ERROR,
          "A replay of all events can cover at most "
              + MAX_EVENTS
              + " of them. Choose a smaller range with from_seq and to_seq.");
    }
    return Result.ok(countChosen(endpoint, request.first(), last));
  }

  /** Number of the last event to look at: not one that the dispatcher will deliver anyway. */
  private long last(HeadId head, ReplayRequest request) {
    return request.last(database.with(handle -> CursorStore.lastSeq(handle, head)));
  }

  private long countChosen(WebhookEndpoint endpoint, long first, long last) {
    long count = 0;
    long next = first;
    while (next <= last) {
      long from = next;
      long to = Math.min(last, from + EventStore.MAX_AFTER - 1);
      List<Event> events =
          database.with(handle -> EventStore.range(handle, endpoint.head(), from, to));
      count += events.stream().filter(event -> matching.isChosen(event, endpoint)).count();
      next = to + 1;
    }
    return count;
  }

  /**
   * Requests a replay; rejections as for {@link #count}, and VALIDATION_ERROR (max_count) if there
   * is more to replay than the caller has seen.
   */
  @CheckReturnValue
  public Result<Completed> start(Caller caller, ReplayRequest request, long maxCount) {
    return count(caller.head(), request)
        .flatMap(count -> {
          if (count > maxCount) {
            return Result.rejected(
                "max_count",
                ErrorCode.VALIDATION_ERROR,
                "There are "
                    + count
                    + " deliveries to replay, more than max_count. Nothing was replayed.");
          }
          long last = last(caller.head(), request);
          Replay replay =
              replay(
                  caller.head(),
                  request.endpointId(),
                  request.which(),
                  request.first(),
                  last,
                  count);
          return engine.run(
              new StartReplay(caller, audit, List.of(replay), () -> ReplayJson.text(replay)));
        });
  }

  /**
   * Requests the replay of one event, to one endpoint or to all that are enabled and have chosen
   * it; NOT_FOUND, or VALIDATION_ERROR (endpoint_id) if there is no such endpoint.
   */
  @CheckReturnValue
  public Result<Completed> event(Caller caller, String eventId, Optional<String> endpointId) {
    Optional<Event> event =
        IdPrefix.EVENT.matches(eventId)
            ? EventStore.find(database, caller.head(), eventId)
            : Optional.empty();
    if (event.isEmpty()) {
      return Result.rejected(ApiRequest.notFound("event"));
    }
    List<WebhookEndpoint> targets = targets(event.get(), endpointId);
    if (targets.isEmpty()) {
      return Result.rejected(
          "endpoint_id",
          ErrorCode.VALIDATION_ERROR,
          endpointId.isPresent()
              ? "No enabled webhook endpoint with this ID exists."
              : "No enabled webhook endpoint has chosen this event. Name one in endpoint_id.");
    }
    long seq = event.get().seq();
    List<Replay> replays =
        targets.stream()
            .map(target -> replay(caller.head(), target.id(), Which.EVENT, seq, seq, 1))
            .toList();
    return engine.run(
        new StartReplay(caller, audit, replays, () -> ReplayJson.ofEvent(event.get(), replays)));
  }

  private List<WebhookEndpoint> targets(Event event, Optional<String> endpointId) {
    return webhooks.all(event.head()).stream()
        .filter(endpoint -> endpoint.settings().enabled())
        .filter(endpoint ->
            endpointId
                .map(id -> endpoint.id().equals(id))
                .orElseGet(() -> matching.isChosen(event, endpoint)))
        .toList();
  }

  private Replay replay(
      HeadId head, String endpointId, Which which, long first, long last, long expected) {
    Instant now = database.with(DatabaseClock::read);
    return new Replay(
        IdPrefix.REPLAY.next(),
        head,
        endpointId,
        which,
        first,
        last,
        first,
        expected,
        0,
        now,
        Optional.empty());
  }

  /** A replay of an endpoint of this account. */
  public Optional<Replay> find(HeadId head, String endpointId, String id) {
    return IdPrefix.REPLAY.matches(id)
        ? ReplayStore.find(database, id)
            .filter(replay -> replay.head().equals(head) && replay.endpointId().equals(endpointId))
        : Optional.empty();
  }

  @CheckReturnValue
  private static <T> Result<T> notFound() {
    return Result.rejected(ApiRequest.notFound("webhook endpoint"));
  }
}
