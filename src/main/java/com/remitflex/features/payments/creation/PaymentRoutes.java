package com.remitflex.features.payments.creation;

import static com.remitflex.platform.access.Scope.READ;
import static com.remitflex.platform.access.Scope.WRITE;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.features.http.CommandResponse;
import com.remitflex.features.payments.PaymentFilter;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.reading.PaymentAnswers;
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
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.JsonObject;
import java.util.List;
import java.util.Set;

/** The API under /v1/payments. */
public final class PaymentRoutes {
  private final PaymentCreation creation;
  private final PaymentService payments;
  private final PaymentAnswers answers;

  public PaymentRoutes(
      PaymentCreation creation, PaymentService payments, Cursors cursors, DatabaseClock clock) {
    this.creation = creation;
    this.payments = payments;
    this.answers = new PaymentAnswers(payments, cursors, clock);
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
            ErrorCode.KYC_REQUIRED,
            ErrorCode.KYB_REQUIRED,
            ErrorCode.NOT_FOUND,
            ErrorCode.QUOTE_EXPIRED,
            ErrorCode.CORRIDOR_UNAVAILABLE,
            ErrorCode.RAIL_NOT_CONFIGURED);
  }

  /** POST /v1/payments. */
  public Response create(ApiRequest request) {
    request.query().allow(Set.of());
    JsonObject body = request.body();
    String canonical = body.canonical();
    PaymentRequest payment = PaymentRequestJson.read(body);
    return CommandResponse.of(creation.create(Caller.of(request, canonical), payment));
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
  public Response cancel(ApiRequest request) {
    request.query().allow(Set.of());
    String id = paymentId(request);
    return CommandResponse.of(payments.cancel(Caller.of(request, ""), id));
  }

  private static Operation getOperation() {
    return Operation.of(
            "getPayment", "Get a payment", "Returns one payment in its current state.", "Payment")
        .withQuery(PaymentAnswers.expand("payment's"))
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/payments/{id}; `expand=events` adds the timeline. */
  public Response get(ApiRequest request) {
    return answers.one(
        request.query(),
        () ->
            payments
                .find(HeadId.of(request.principal()), paymentId(request))
                .orElseThrow(() -> ApiRequest.notFound("payment").exception()));
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
  public Response list(ApiRequest request) {
    Query query = request.query();
    ListParameters parameters = ListParameters.read(query, PaymentFilter.PARAMETERS);
    return answers.list(request, "payments", parameters, PaymentFilter.read(query));
  }

  private static String paymentId(ApiRequest request) {
    String id = request.parameter("id");
    if (!IdPrefix.PAYMENT.matches(id)) {
      throw ApiRequest.notFound("payment").exception();
    }
    return id;
  }
}
