package com.remitflex.features.webhooks.replay;

import static com.remitflex.platform.access.Scope.ADMIN;
import static com.remitflex.platform.access.Scope.READ;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.features.http.CommandResponse;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Operation.Parameter;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The API that delivers events again. */
public final class ReplayRoutes {
  private static final String ENDPOINT = "/v1/webhook-endpoints/{id}";
  private static final int MAX_ID = 64;

  private final ReplayService replays;

  public ReplayRoutes(ReplayService replays) {
    this.replays = replays;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/events/{id}/replay", ADMIN, eventOperation(), this::event),
        new Route("GET", ENDPOINT + "/replay-count", READ, countOperation(), this::count),
        new Route("POST", ENDPOINT + "/replay", ADMIN, startOperation(), this::start),
        new Route("GET", ENDPOINT + "/replays/{replay_id}", READ, getOperation(), this::get));
  }

  private static Operation eventOperation() {
    return Operation.of(
            "replayEvent",
            "Deliver an event again",
            "Delivers the event to one endpoint, or to all enabled endpoints that have chosen it."
                + " The request has the same `webhook-id` as before.",
            "EventReplay")
        .withBody("ReplayEvent", "{}")
        .created()
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** POST /v1/events/{id}/replay. */
  public Response event(ApiRequest request) {
    request.query().allow(Set.of());
    JsonObject body = request.bodyIfAny();
    String canonical = body.canonical();
    Optional<String> endpointId = body.string("endpoint_id", MAX_ID);
    body.rejectUnknown();
    return CommandResponse.of(
        replays.event(Caller.of(request, canonical), request.parameter("id"), endpointId));
  }

  private static Operation countOperation() {
    return Operation.of(
            "countWebhookReplay",
            "Count what a replay would deliver",
            "Returns how many events a replay with the same parameters would deliver again.",
            "WebhookReplayCount")
        .withQuery(
            Parameter.text(
                "which", "`failed` (the default): undeliverable ones; `all`: all chosen events."),
            new Parameter("from_seq", "Number of the first event.", "{\"type\": \"integer\"}"),
            new Parameter("to_seq", "Number of the last event.", "{\"type\": \"integer\"}"))
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/webhook-endpoints/{id}/replay-count. */
  public Response count(ApiRequest request) {
    Query query = request.query();
    query.allow(Set.of("which", "from_seq", "to_seq"));
    ReplayRequest asked =
        new ReplayRequest(
            request.parameter("id"),
            Which.of(query.word("which", Which.WORDS)),
            seq(query, "from_seq"),
            seq(query, "to_seq"));
    long count = replays.count(HeadId.of(request.principal()), asked).orElseThrow();
    return Response.json(200, ReplayJson.count(asked, count));
  }

  private static Optional<Long> seq(Query query, String name) {
    return query.find(name).isEmpty()
        ? Optional.empty()
        : Optional.of((long) query.number(name, 1, 999_999_999, 1));
  }

  private static Operation startOperation() {
    return Operation.of(
            "replayWebhooks",
            "Deliver events again",
            "Delivers the undeliverable events of an endpoint, or all that it has chosen, in a"
                + " range of numbers. `max_count` is the number that you have seen: if there are"
                + " more, nothing is delivered. Deliveries that are pending are left as they are.",
            "WebhookReplay")
        .withBody("StartWebhookReplay", "{\"which\": \"failed\", \"max_count\": 100}")
        .created()
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** POST /v1/webhook-endpoints/{id}/replay. */
  public Response start(ApiRequest request) {
    request.query().allow(Set.of());
    JsonObject body = request.body();
    String canonical = body.canonical();
    ReplayRequest asked =
        new ReplayRequest(
            request.parameter("id"),
            body.word("which", Which.WORDS).map(Which::of).orElse(Which.FAILED),
            body.integer("from_seq", 1, Integer.MAX_VALUE).map(Integer::longValue),
            body.integer("to_seq", 1, Integer.MAX_VALUE).map(Integer::longValue));
    long maxCount =
        body.integer("max_count", 0, Integer.MAX_VALUE)
            .orElseThrow(() -> body.error("max_count", "Required."));
    body.rejectUnknown();
    return CommandResponse.of(replays.start(Caller.of(request, canonical), asked, maxCount));
  }

  private static Operation getOperation() {
    return Operation.of(
            "getWebhookReplay",
            "Get a replay",
            "Returns how far a replay has come. A completed replay has made its deliveries due; the"
                + " deliveries show whether they have arrived.",
            "WebhookReplay")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/webhook-endpoints/{id}/replays/{replay_id}. */
  public Response get(ApiRequest request) {
    request.query().allow(Set.of());
    Replay replay =
        replays
            .find(
                HeadId.of(request.principal()),
                request.parameter("id"),
                request.parameter("replay_id"))
            .orElseThrow(() -> ApiRequest.notFound("replay").exception());
    return Response.json(200, ReplayJson.text(replay));
  }
}
