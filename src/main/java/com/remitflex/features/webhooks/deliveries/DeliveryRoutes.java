package com.remitflex.features.webhooks.deliveries;

import static com.remitflex.platform.access.Scope.READ;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.features.webhooks.endpoints.WebhookService;
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
import com.remitflex.platform.json.JsonWriter;
import java.util.List;
import java.util.Set;

/** The API under /v1/webhook-endpoints/{id}/deliveries. */
public final class DeliveryRoutes {
  private static final String PATH = "/v1/webhook-endpoints/{id}/deliveries";

  private final DeliveryService deliveries;
  private final WebhookService webhooks;
  private final Cursors cursors;
  private final DatabaseClock clock;

  public DeliveryRoutes(
      DeliveryService deliveries, WebhookService webhooks, Cursors cursors, DatabaseClock clock) {
    this.deliveries = deliveries;
    this.webhooks = webhooks;
    this.cursors = cursors;
    this.clock = clock;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", PATH, READ, listOperation(), this::list),
        new Route("GET", PATH + "/{event_id}", READ, getOperation(), this::get));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listWebhookDeliveries",
            "List the deliveries of a webhook endpoint",
            "Lists the deliveries of the last 30 days, by the number of their event.",
            "WebhookDeliveryList")
        .withPages(
            Parameter.text("status", "Only `pending`, `delivered` or `undeliverable` deliveries."),
            Parameter.text("event_type", "Only deliveries of events of this type."))
        .withErrors(ErrorCode.NOT_FOUND, ErrorCode.INVALID_CURSOR);
  }

  /** GET /v1/webhook-endpoints/{id}/deliveries. */
  public Response list(ApiRequest request) {
    Query query = request.query();
    ListParameters parameters = ListParameters.read(query, DeliveryFilter.PARAMETERS);
    DeliveryFilter filter = DeliveryFilter.read(query);
    HeadId head = HeadId.of(request.principal());
    WebhookEndpoint endpoint =
        webhooks
            .find(head, request.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("webhook endpoint").exception());
    ListParameters.PagedList list =
        parameters.of(cursors, "deliveries " + endpoint.id(), filter.toString(), clock.now());
    return list.response(
        deliveries.list(head, endpoint.id(), filter, list.query()), DeliveryJson::write);
  }

  private static Operation getOperation() {
    return Operation.of(
            "getWebhookDelivery",
            "Get a delivery",
            "Returns the delivery of an event to an endpoint, with every attempt of the last 30"
                + " days: status, latency and the first 4 KiB of the response.",
            "WebhookDeliveryDetails")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/webhook-endpoints/{id}/deliveries/{event_id}. */
  public Response get(ApiRequest request) {
    request.query().allow(Set.of());
    Delivery delivery =
        deliveries
            .find(
                HeadId.of(request.principal()),
                request.parameter("id"),
                request.parameter("event_id"))
            .orElseThrow(() -> ApiRequest.notFound("delivery").exception());
    List<Attempt> attempts = deliveries.attempts(delivery);
    return Response.json(200, JsonWriter.bytes(out -> DeliveryJson.write(out, delivery, attempts)));
  }
}
