package com.remitflex.features.exchange.conversions;

import static com.remitflex.platform.access.Scope.READ;
import static com.remitflex.platform.access.Scope.WRITE;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.features.http.CommandResponse;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.CountedPage;
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
import com.remitflex.platform.json.JsonWriter;
import java.util.List;
import java.util.Set;

/** The API under /v1/conversions, except quotes. */
public final class ConversionRoutes {
  private static final int MAX_ID = 64;

  private final ConversionService conversions;
  private final Cursors cursors;
  private final DatabaseClock clock;

  public ConversionRoutes(ConversionService conversions, Cursors cursors, DatabaseClock clock) {
    this.conversions = conversions;
    this.cursors = cursors;
    this.clock = clock;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/conversions/execute", WRITE, executeOperation(), this::execute),
        new Route("GET", "/v1/conversions", READ, listOperation(), this::list),
        new Route("GET", "/v1/conversions/{id}", READ, getOperation(), this::get));
  }

  private static Operation executeOperation() {
    return Operation.of(
            "executeConversion",
            "Execute a quote",
            "Exchanges two balances at the rate of a quote: debits its amount and fee, and credits"
                + " its converted amount, in one step. A quote can be used once.",
            "Conversion")
        .withBody("ExecuteConversion", "{\"quote_id\": \"qt_01KCJ4Z0M3X9T6V5W8Y2B7D1F4\"}")
        .created()
        .withErrors(
            ErrorCode.NOT_FOUND,
            ErrorCode.QUOTE_EXPIRED,
            ErrorCode.INSUFFICIENT_FUNDS,
            ErrorCode.LIMIT_EXCEEDED,
            ErrorCode.KYC_REQUIRED,
            ErrorCode.CORRIDOR_UNAVAILABLE);
  }

  /** POST /v1/conversions/execute. */
  public Response execute(ApiRequest request) {
    request.query().allow(Set.of());
    JsonObject body = request.body();
    String canonical = body.canonical();
    String quoteId = body.requireString("quote_id", MAX_ID);
    body.rejectUnknown();
    return CommandResponse.of(conversions.execute(Caller.of(request, canonical), quoteId));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listConversions",
            "List conversions",
            "Lists the account's conversions in this environment. `total` is exact.",
            "ConversionList")
        .withPages(
            Parameter.text("from_currency", "Only conversions of this currency."),
            Parameter.text("to_currency", "Only conversions to this currency."))
        .withErrors(ErrorCode.INVALID_CURRENCY, ErrorCode.INVALID_CURSOR);
  }

  /** GET /v1/conversions. */
  public Response list(ApiRequest request) {
    Query query = request.query();
    ListParameters parameters = ListParameters.read(query, ConversionFilter.PARAMETERS);
    ConversionFilter filter = ConversionFilter.read(query);
    HeadId head = HeadId.of(request.principal());
    ListParameters.PagedList list =
        parameters.of(cursors, "conversions " + head, filter.toString(), clock.now());

    CountedPage<Conversion> found = conversions.list(head, filter, list.query());
    return list.response(found, ConversionJson::write);
  }

  private static Operation getOperation() {
    return Operation.of(
            "getConversion", "Get a conversion", "Returns one conversion.", "Conversion")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/conversions/{id}. */
  public Response get(ApiRequest request) {
    request.query().allow(Set.of());
    Conversion conversion =
        conversions
            .find(HeadId.of(request.principal()), request.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("conversion").exception());
    return Response.json(200, JsonWriter.bytes(out -> ConversionJson.write(out, conversion)));
  }
}
