package com.remitflex.features.payments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Responses;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Cursors;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.http.api.ListParameters;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The API under /v1/payments. */
public final class PaymentRoutes {
  private final PaymentService payments;
  private final Cursors cursors;
  private final DatabaseClock clock;

  public PaymentRoutes(PaymentService payments, Cursors cursors, DatabaseClock clock) {
    this.payments = payments;
    this.cursors = cursors;
    this.clock = clock;
  }

  /** POST /v1/payments. */
  public Response create(ApiRequest request) {
    request.query().allow(Set.of());
    JsonObject body = request.body();
    String canonical = body.canonical();
    PaymentRequest payment = PaymentJson.request(body);
    return Responses.of(payments.create(Caller.of(request, canonical), payment));
  }

  /** DELETE /v1/payments/{id}. */
  public Response cancel(ApiRequest request) {
    request.query().allow(Set.of());
    String id = paymentId(request);
    return Responses.of(payments.cancel(Caller.of(request, ""), id));
  }

  /** GET /v1/payments/{id}; with its timeline for `expand=events`. */
  public Response get(ApiRequest request) {
    Query query = request.query();
    query.allow(Set.of("expand"));
    boolean withEvents = query.oneOf("expand", List.of("events")).isPresent();
    Payment payment =
        payments
            .find(head(request), paymentId(request))
            .orElseThrow(() -> ApiRequest.notFound("payment").exception());
    ObjectNode object = PaymentJson.object(payment);
    if (withEvents) {
      object.set("events", PaymentJson.timeline(payments.timeline(payment)));
    }
    return Response.json(200, Json.text(object));
  }

  /** GET /v1/payments. */
  public Response list(ApiRequest request) {
    Query query = request.query();
    ListParameters parameters = ListParameters.read(query, PaymentFilter.PARAMETERS);
    PaymentFilter filter = PaymentFilter.read(query);
    HeadId head = head(request);
    ListParameters.PagedList list =
        parameters.of(cursors, "payments " + head, filter.toString(), clock.now());

    PaymentService.Found found = payments.list(head, filter, list.query()).orElseThrow();
    return list.response(found.page().map(PaymentJson::object), Optional.of(found.total()));
  }

  private static HeadId head(ApiRequest request) {
    return new HeadId(request.principal().accountId(), request.principal().environment());
  }

  private static String paymentId(ApiRequest request) {
    String id = request.parameter("id");
    if (!IdPrefix.PAYMENT.matches(id)) {
      throw ApiRequest.notFound("payment").exception();
    }
    return id;
  }
}
