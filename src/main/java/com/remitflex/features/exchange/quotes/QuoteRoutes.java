package com.remitflex.features.exchange.quotes;

import static com.remitflex.platform.access.Scope.READ;
import static com.remitflex.platform.access.Scope.WRITE;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.features.http.CommandResponse;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonWriter;
import java.util.List;
import java.util.Set;

/** The API under /v1/conversions/quote. */
public final class QuoteRoutes {
  private final QuoteService quotes;

  public QuoteRoutes(QuoteService quotes) {
    this.quotes = quotes;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/conversions/quote", WRITE, createOperation(), this::create),
        new Route("GET", "/v1/conversions/quote/{id}", READ, getOperation(), this::get));
  }

  private static Operation createOperation() {
    return Operation.of(
            "createQuote",
            "Request a quote",
            "Locks the exchange rate for 30 seconds. The quote can be used once, by a conversion, a"
                + " payment or an off-ramp.",
            "Quote")
        .withBody(
            "CreateQuote",
            "{\"from_currency\": \"USDC\", \"to_currency\": \"EUR\", \"amount\": 1000}")
        .created()
        .withErrors(
            ErrorCode.INVALID_AMOUNT, ErrorCode.INVALID_CURRENCY, ErrorCode.CORRIDOR_UNAVAILABLE);
  }

  /** POST /v1/conversions/quote. */
  public Response create(ApiRequest request) {
    request.query().allow(Set.of());
    JsonObject body = request.body();
    String canonical = body.canonical();
    QuoteRequest quote = QuoteJson.request(body);
    return CommandResponse.of(quotes.create(Caller.of(request, canonical), quote));
  }

  private static Operation getOperation() {
    return Operation.of(
            "getQuote",
            "Get a quote",
            "Returns one quote with its status: `open`, `used` or `expired`. A quote that nobody"
                + " used can be read for a day.",
            "Quote")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/conversions/quote/{id}. */
  public Response get(ApiRequest request) {
    request.query().allow(Set.of());
    HeadId head = HeadId.of(request.principal());
    QuoteService.Found found =
        quotes
            .find(head, request.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("quote").exception());
    return Response.json(
        200, JsonWriter.bytes(out -> QuoteJson.write(out, found.quote(), found.now())));
  }
}
