package com.remitflex.features.webhooks.endpoints;

import static com.remitflex.platform.access.Scope.ADMIN;
import static com.remitflex.platform.access.Scope.READ;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.features.http.CommandResponse;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.lists.Cursors;
import com.remitflex.platform.http.lists.ListParameters;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** The API under /v1/webhook-endpoints, without the deliveries. */
public final class WebhookRoutes {
  private static final String PATH = "/v1/webhook-endpoints";
  private static final String ONE = PATH + "/{id}";

  private final WebhookService webhooks;
  private final Cursors cursors;
  private final DatabaseClock clock;

  public WebhookRoutes(WebhookService webhooks, Cursors cursors, DatabaseClock clock) {
    this.webhooks = webhooks;
    this.cursors = cursors;
    this.clock = clock;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("POST", PATH, ADMIN, createOperation(), this::create),
        new Route("GET", PATH, READ, listOperation(), this::list),
        new Route("GET", ONE, READ, getOperation(), this::get),
        new Route("PATCH", ONE, ADMIN, changeOperation(), this::change),
        new Route("DELETE", ONE, ADMIN, deleteOperation(), this::delete),
        new Route("POST", ONE + "/rotate-secret", ADMIN, rotateOperation(), this::rotateSecret),
        new Route("POST", ONE + "/reveal-secret", ADMIN, revealOperation(), this::revealSecret),
        new Route("POST", ONE + "/test", ADMIN, testOperation(), this::sendTest));
  }

  private static Operation createOperation() {
    return Operation.of(
            "createWebhookEndpoint",
            "Create a webhook endpoint",
            "Events are sent to `url` from now on, as signed POST requests. `secret` verifies the"
                + " signatures; an admin key can reveal it again. An account can have 25 endpoints"
                + " per environment.",
            "NewWebhookEndpoint")
        .withBody(
            "CreateWebhookEndpoint",
            """
            {"url": "https://1.1.1.1/webhooks", "event_types": ["payment.*"],
             "filter": "data.source_currency = \\"USDC\\"", "description": "Order system"}\
            """)
        .created();
  }

  /** POST /v1/webhook-endpoints. */
  public Response create(ApiRequest request) {
    request.query().allow(Set.of());
    JsonObject body = request.body();
    String canonical = body.canonical();
    EndpointChange created = EndpointReader.create(body);
    return CommandResponse.of(webhooks.create(Caller.of(request, canonical), created));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listWebhookEndpoints",
            "List webhook endpoints",
            "Lists the account's webhook endpoints in this environment, without their secrets.",
            "WebhookEndpointList")
        .withPages()
        .withErrors(ErrorCode.INVALID_CURSOR);
  }

  /** GET /v1/webhook-endpoints. */
  public Response list(ApiRequest request) {
    ListParameters parameters = ListParameters.read(request.query(), Set.of());
    HeadId head = HeadId.of(request.principal());
    ListParameters.PagedList list =
        parameters.of(cursors, "webhook-endpoints " + head, "", clock.now());
    CountedPage<WebhookEndpoint> found = webhooks.list(head, list.query());
    return list.response(found, EndpointJson::write);
  }

  private static Operation getOperation() {
    return Operation.of(
            "getWebhookEndpoint",
            "Get a webhook endpoint",
            "Returns one webhook endpoint, without its secrets.",
            "WebhookEndpoint")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/webhook-endpoints/{id}. */
  public Response get(ApiRequest request) {
    request.query().allow(Set.of());
    WebhookEndpoint endpoint =
        webhooks
            .find(HeadId.of(request.principal()), request.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("webhook endpoint").exception());
    return Response.json(200, JsonWriter.bytes(out -> EndpointJson.write(out, endpoint)));
  }

  private static Operation changeOperation() {
    return Operation.of(
            "changeWebhookEndpoint",
            "Change a webhook endpoint",
            "Changes the fields that the body contains. `null` removes a filter or a description;"
                + " `headers` replaces all headers. While an endpoint is disabled, events are not"
                + " collected for it, and its pending deliveries wait.",
            "WebhookEndpoint")
        .withBody("ChangeWebhookEndpoint", "{\"enabled\": false}")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** PATCH /v1/webhook-endpoints/{id}. */
  public Response change(ApiRequest request) {
    request.query().allow(Set.of());
    JsonObject body = request.body();
    String canonical = body.canonical();
    EndpointChange change = EndpointReader.change(body);
    return CommandResponse.of(
        webhooks.change(Caller.of(request, canonical), request.parameter("id"), change));
  }

  private static Operation deleteOperation() {
    return Operation.of(
            "deleteWebhookEndpoint",
            "Delete a webhook endpoint",
            "Deletes the endpoint. Its pending deliveries end. Returns the endpoint as it was.",
            "WebhookEndpoint")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** DELETE /v1/webhook-endpoints/{id}. */
  public Response delete(ApiRequest request) {
    request.query().allow(Set.of());
    return CommandResponse.of(webhooks.delete(Caller.of(request, ""), request.parameter("id")));
  }

  private static Operation rotateOperation() {
    return Operation.of(
            "rotateWebhookSecret",
            "Rotate a webhook secret",
            "Gives the endpoint a new secret. For `overlap_seconds` (86400 by default, at most"
                + " 604800), deliveries are signed with both secrets, the new one first.",
            "NewWebhookEndpoint")
        .withBody("RotateWebhookSecret", "{\"overlap_seconds\": 3600}")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** POST /v1/webhook-endpoints/{id}/rotate-secret. */
  public Response rotateSecret(ApiRequest request) {
    request.query().allow(Set.of());
    JsonObject body = request.bodyIfAny();
    String canonical = body.canonical();
    Duration overlap =
        body.integer("overlap_seconds", 0, (int) WebhookService.MAX_OVERLAP.toSeconds())
            .map(Duration::ofSeconds)
            .orElse(WebhookService.DEFAULT_OVERLAP);
    body.rejectUnknown();
    return CommandResponse.of(
        webhooks.rotateSecret(Caller.of(request, canonical), request.parameter("id"), overlap));
  }

  private static Operation revealOperation() {
    return Operation.of(
            "revealWebhookSecret",
            "Reveal a webhook secret",
            "Returns the endpoint's secret, and during a rotation the previous one. The audit log"
                + " records it.",
            "WebhookSecrets")
        .withErrors(ErrorCode.NOT_FOUND, ErrorCode.REQUEST_TOO_LARGE);
  }

  /** POST /v1/webhook-endpoints/{id}/reveal-secret. */
  public Response revealSecret(ApiRequest request) {
    return withoutBody(request, webhooks::revealSecret);
  }

  private static Operation testOperation() {
    return Operation.of(
            "testWebhookEndpoint",
            "Send a test event",
            "Sends an event of type `webhook.test` to this endpoint only. The deliveries of the"
                + " endpoint show the outcome.",
            "WebhookTest")
        .created()
        .withErrors(ErrorCode.NOT_FOUND, ErrorCode.REQUEST_TOO_LARGE);
  }

  /** POST /v1/webhook-endpoints/{id}/test. */
  public Response sendTest(ApiRequest request) {
    return withoutBody(request, webhooks::sendTest);
  }

  private static Response withoutBody(
      ApiRequest request, BiFunction<Caller, String, Result<Completed>> command) {
    request.query().allow(Set.of());
    JsonObject body = request.bodyIfAny();
    String canonical = body.canonical();
    body.rejectUnknown();
    return CommandResponse.of(
        command.apply(Caller.of(request, canonical), request.parameter("id")));
  }
}
