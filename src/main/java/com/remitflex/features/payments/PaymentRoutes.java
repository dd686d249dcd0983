package com.remitflex.features.payments;

import static com.remitflex.platform.access.Scope.READ;
import static com.remitflex.platform.access.Scope.WRITE;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Engine;
import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventStore;
import com.remitflex.features.corridors.Rates;
import com.remitflex.features.http.CommandResponse;
import com.remitflex.features.payments.PaymentPageStore.Order;
import com.remitflex.features.rails.Rails;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Cursors;
import com.remitflex.platform.http.api.Cursors.Position;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Operation.Parameter;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the API answers under /v1/payments. */
public final class PaymentRoutes {
  private static final Set<String> LIST_PARAMETERS =
      Stream.concat(Stream.of("limit", "order", "cursor"), PaymentFilter.NAMES.stream())
          .collect(Collectors.toUnmodifiableSet());
  private static final int LARGEST_PAGE = 100;
  private static final int PAGE = 20;

  private final Database database;
  private final Engine engine;
  private final Cursors cursors;
  private final DatabaseClock clock;
  private final CreatePayment.Terms terms;

  /**
   * The routes over one engine.
   *
   * @param pending how long a payment stays `pending`
   */
  public PaymentRoutes(
      Database database,
      Engine engine,
      Cursors cursors,
      DatabaseClock clock,
      Rates rates,
      Rails rails,
      Duration pending) {
    this.database = database;
    this.engine = engine;
    this.cursors = cursors;
    this.clock = clock;
    this.terms = new CreatePayment.Terms(rates, rails, pending);
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/payments", WRITE, createOperation(), this::create),
        new Route("GET", "/v1/payments", READ, listOperation(), this::list),
        new Route("GET", "/v1/payments/{id}", READ, getOperation(), this::get),
        new Route("DELETE", "/v1/payments/{id}", WRITE, cancelOperation(), this::cancel));
  }

  private static Operation createOperation() {
    return Operation.of(
            "createPayment",
            "Create a payment",
            "Holds the amount and fee, then sends the amount to a `recipient`, to a `destination`"
                + " account on this platform, or, if neither is given, to the account's default"
                + " recipient.",
            "Payment")
        .withBody("CreatePayment", "{\"amount\": 100, \"currency\": \"USDC\"}")
        .created()
        .withErrors(
            ErrorCode.INVALID_AMOUNT,
            ErrorCode.INVALID_CURRENCY,
            ErrorCode.INVALID_RECIPIENT,
            ErrorCode.INSUFFICIENT_FUNDS,
            ErrorCode.LIMIT_EXCEEDED,
            ErrorCode.CORRIDOR_UNAVAILABLE,
            ErrorCode.RAIL_NOT_CONFIGURED);
  }

  /** POST /v1/payments. */
  public Response create(ApiRequest call) {
    call.query().allow(Set.of());
    JsonObject body = call.body();
    String canonical = body.canonical();
    PaymentRequest request = PaymentRequest.read(body, call.principal().environment());
    return CommandResponse.of(
        engine.run(new CreatePayment(Caller.of(call, canonical), request, terms)));
  }

  private static Operation cancelOperation() {
    return Operation.of(
            "cancelPayment",
            "Cancel a payment",
            "Cancels a payment that is still `pending`. The amount and fee return to the available"
                + " balance.",
            "Payment")
        .withErrors(
            ErrorCode.NOT_FOUND, ErrorCode.PAYMENT_CANCELLED, ErrorCode.PAYMENT_NOT_CANCELLABLE);
  }

  /** DELETE /v1/payments/{id}. */
  public Response cancel(ApiRequest call) {
    call.query().allow(Set.of());
    String id = paymentId(call);
    return CommandResponse.of(engine.run(new CancelPayment(Caller.of(call, ""), id)));
  }

  private static Operation getOperation() {
    return Operation.of(
            "getPayment",
            "Get a payment",
            "Returns one payment in its current state.",
            "Payment")
        .withQuery(
            new Parameter(
                "expand",
                "`events` adds the payment's timeline.",
                "{\"type\": \"string\", \"enum\": [\"events\"]}"))
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/payments/{id}; `expand=events` adds the timeline. */
  public Response get(ApiRequest call) {
    Query query = call.query();
    query.allow(Set.of("expand"));
    boolean withEvents = query.oneOf("expand", List.of("events")).isPresent();
    PaymentKey key = new PaymentKey(head(call), paymentId(call));
    ObjectNode node =
        database.with(handle -> {
          Payment payment =
              PaymentStore.BOOK
                  .find(handle, key)
                  .orElseThrow(() -> ApiRequest.notFound("payment").exception());
          ObjectNode object = PaymentJson.object(payment);
          if (withEvents) {
            object.set("events", timeline(EventStore.about(handle, key.head(), key.id())));
          }
          return object;
        });
    return Response.json(200, Json.text(node));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listPayments",
            "List payments",
            "Lists the account's payments in this environment. `total` is exact.",
            "PaymentList")
        .withPages(
            Parameter.text("status", "Only payments with this status."),
            Parameter.text("currency", "Only payments in this stablecoin."),
            Parameter.text("corridor", "Only payments on this corridor."),
            Parameter.text("reference", "Only payments with exactly this reference."),
            Parameter.text("created_after", "Only payments created at or after this time."),
            Parameter.text("created_before", "Only payments created before this time."))
        .withErrors(ErrorCode.INVALID_CURRENCY, ErrorCode.INVALID_CURSOR);
  }

  /** GET /v1/payments. */
  public Response list(ApiRequest call) {
    Query query = call.query();
    query.allow(LIST_PARAMETERS);
    int limit = query.number("limit", 1, LARGEST_PAGE, PAGE);
    String direction = query.word("order", List.of("desc", "asc"));
    Order order = direction.equals("asc") ? Order.OLDEST_FIRST : Order.NEWEST_FIRST;
    PaymentFilter filter = PaymentFilter.read(query);
    HeadId head = head(call);
    String list = "payments " + head + " " + direction + " " + filter;
    Optional<Position> from =
        query.find("cursor").map(cursor -> cursors.decode(list, cursor, clock.now()));
    // One snapshot, so that the total is the one of the page.
    ObjectNode answer =
        database.inSnapshot(handle -> {
          filter.requireCorridor(handle);
          PaymentPageStore pages = new PaymentPageStore(handle, head, filter, order);
          List<Payment> found = pages.page(from, limit + 1);
          boolean hasMore = found.size() > limit;
          List<Payment> page = hasMore ? found.subList(0, limit) : found;
          return Json.list(
              page.stream().map(PaymentJson::object).toList(),
              hasMore ? Optional.of(cursor(list, page.getLast())) : Optional.empty(),
              hasMore,
              Optional.of(pages.total()));
        });
    return Response.json(200, Json.text(answer));
  }

  private String cursor(String list, Payment last) {
    return cursors.encode(list, new Position(last.createdAt(), last.number()), clock.now());
  }

  private static ArrayNode timeline(List<Event> events) {
    ArrayNode timeline = Json.array();
    for (Event event : events) {
      ObjectNode node = timeline.addObject();
      node.put("id", event.id());
      node.put("seq", event.seq());
      node.put("type", event.type());
      node.put("created_at", Json.time(event.createdAt()));
    }
    return timeline;
  }

  private static HeadId head(ApiRequest call) {
    return new HeadId(call.principal().accountId(), call.principal().environment());
  }

  private static String paymentId(ApiRequest call) {
    String id = call.parameter("id");
    if (!IdPrefix.PAYMENT.matches(id)) {
      throw ApiRequest.notFound("payment").exception();
    }
    return id;
  }
}
