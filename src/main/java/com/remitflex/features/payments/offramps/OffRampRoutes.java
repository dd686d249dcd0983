package com.remitflex.features.payments.offramps;

import static com.remitflex.platform.access.Scope.READ;
import static com.remitflex.platform.access.Scope.WRITE;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.features.http.CommandResponse;
import com.remitflex.features.payments.PaymentFilter;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.creation.OffRampRequest;
import com.remitflex.features.payments.creation.PaymentCreation;
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
import com.remitflex.platform.json.JsonObject;
import java.util.List;
import java.util.Set;

/** The API under /v1/off-ramps. */
public final class OffRampRoutes {
  private final PaymentCreation creation;
  private final PaymentService payments;
  private final PaymentAnswers answers;

  public OffRampRoutes(
      PaymentCreation creation, PaymentService payments, Cursors cursors, DatabaseClock clock) {
    this.creation = creation;
    this.payments = payments;
    this.answers = new PaymentAnswers(payments, cursors, clock);
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route(
            "POST",
            "/v1/off-ramps",
            WRITE,
            create(
                "createOffRamp",
                "Holds the amount and fee, then pays the amount to a bank account of your own. It"
                    + " can come from a stablecoin balance or from a fiat balance. An off-ramp"
                    + " cannot be cancelled."),
            this::create),
        new Route("GET", "/v1/off-ramps", READ, listOperation(), this::list),
        new Route(
            "GET",
            "/v1/off-ramps/{id}",
            READ,
            get("getOffRamp", "Returns one off-ramp in its current state."),
            this::get),
        new Route(
            "POST",
            "/v1/offramp",
            WRITE,
            create("createOffRampByAlias", "The same as `POST /v1/off-ramps`."),
            this::create),
        new Route(
            "GET",
            "/v1/offramp/{id}",
            READ,
            get("getOffRampByAlias", "The same as `GET /v1/off-ramps/{id}`."),
            this::get));
  }

  private static Operation create(String id, String description) {
    return Operation.of(id, "Create an off-ramp", description, "OffRamp")
        .withBody(
            "CreateOffRamp",
            "{\"amount\": 1000, \"source_currency\": \"USDC\", \"destination_currency\": \"EUR\","
                + " \"bank_account\": {\"account_holder_name\": \"Example GmbH\","
                + " \"account_number\": \"DE89370400440532013000\","
                + " \"bank_name\": \"Commerzbank\", \"bank_country\": \"DE\"}}")
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

  /** POST /v1/off-ramps. */
  public Response create(ApiRequest request) {
    request.query().allow(Set.of());
    JsonObject body = request.body();
    String canonical = body.canonical();
    OffRampRequest offRamp = OffRampRequestJson.read(body);
    return CommandResponse.of(creation.create(Caller.of(request, canonical), offRamp));
  }

  private static Operation get(String id, String description) {
    return Operation.of(id, "Get an off-ramp", description, "OffRamp")
        .withQuery(PaymentAnswers.expand("off-ramp's"))
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/off-ramps/{id}; `expand=events` adds the timeline. */
  public Response get(ApiRequest request) {
    return answers.one(
        request.query(),
        () ->
            payments
                .findOffRamp(HeadId.of(request.principal()), request.parameter("id"))
                .orElseThrow(() -> ApiRequest.notFound("off-ramp").exception()));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listOffRamps",
            "List off-ramps",
            "Lists the account's off-ramps in this environment. `total` is exact.",
            "OffRampList")
        .withPages(
            Parameter.text("status", "Only off-ramps with this status."),
            Parameter.text("source_currency", "Only off-ramps from this currency."),
            Parameter.text("reference", "Only off-ramps with exactly this reference."),
            Parameter.text("created_after", "Only off-ramps created at or after this time."),
            Parameter.text("created_before", "Only off-ramps created before this time."))
        .withErrors(ErrorCode.INVALID_CURRENCY, ErrorCode.INVALID_CURSOR);
  }

  /** GET /v1/off-ramps. */
  public Response list(ApiRequest request) {
    Query query = request.query();
    ListParameters parameters = ListParameters.read(query, PaymentFilter.OFF_RAMP_PARAMETERS);
    return answers.list(request, "off-ramps", parameters, PaymentFilter.readOffRamps(query));
  }
}
