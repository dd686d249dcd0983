package com.remitflex.features.payments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Responses;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.Order;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Cursors;
import com.remitflex.platform.http.api.Cursors.Position;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The API under /v1/payments. */
public final class PaymentRoutes {
  private static final Set<String> LIST_PARAMETERS =
      Stream.concat(Stream.of("limit", "order", "cursor"), PaymentFilter.PARAMETERS.stream())
          .collect(Collectors.toUnmodifiableSet());
  private static final int MAX_LIMIT = 100;
  private static final int DEFAULT_LIMIT = 20;

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
    query.allow(LIST_PARAMETERS);
    int limit = query.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
    String direction = query.word("order", List.of("desc", "asc"));
    Order order = direction.equals("asc") ? Order.OLDEST_FIRST : Order.NEWEST_FIRST;
    PaymentFilter filter = PaymentFilter.read(query);
    HeadId head = head(request);
    String list = "payments " + head + " " + direction + " " + filter;
    Optional<Position> after =
        query.find("cursor").map(cursor -> cursors.decode(list, cursor, clock.now()));

    PaymentService.Page page = payments.list(head, filter, order, after, limit);
    return Response.json(
        200,
        Json.text(
            Json.list(
                page.payments().stream().map(PaymentJson::object).toList(),
                page.next().map(position -> cursors.encode(list, position, clock.now())),
                page.next().isPresent(),
                Optional.of(page.total()))));
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
