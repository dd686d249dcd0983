package com.remitflex.features.recipients.saved;

import static com.remitflex.platform.access.Scope.ADMIN;
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

/** The API under /v1/recipients. */
public final class RecipientRoutes {
  private static final String PATH = "/v1/recipients";
  private static final String ONE = PATH + "/{id}";

  private final RecipientService recipients;
  private final Cursors cursors;
  private final DatabaseClock clock;

  public RecipientRoutes(RecipientService recipients, Cursors cursors, DatabaseClock clock) {
    this.recipients = recipients;
    this.cursors = cursors;
    this.clock = clock;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("POST", PATH, WRITE, createOperation(), this::create),
        new Route("GET", PATH, READ, listOperation(), this::list),
        new Route("GET", ONE, READ, getOperation(), this::get),
        new Route("PATCH", ONE, ADMIN, changeOperation(), this::change),
        new Route("DELETE", ONE, WRITE, deleteOperation(), this::delete));
  }

  private static Operation createOperation() {
    return Operation.of(
            "createRecipient",
            "Save a recipient",
            "Saves a bank account or a wallet, to be paid by its ID. The fields of a bank account"
                + " depend on currency and country: `GET /v1/corridors/{id}/recipient-fields`"
                + " returns them. Payments copy the recipient, so that a later change or deletion"
                + " leaves them as they are.",
            "SavedRecipient")
        .withBody(
            "CreateRecipient",
            """
            {"name": "Maria Garcia", "currency": "EUR",
             "account_number": "ES9121000418450200051332", "bank_code": "CAIXESBBXXX",
             "bank_country": "ES"}\
            """)
        .created()
        .withErrors(ErrorCode.INVALID_CURRENCY, ErrorCode.INVALID_RECIPIENT);
  }

  /** POST /v1/recipients. */
  public Response create(ApiRequest request) {
    request.query().allow(Set.of());
    JsonObject body = request.body();
    String canonical = body.canonical();
    RecipientDetails details = SavedRecipientJson.create(body);
    return CommandResponse.of(recipients.create(Caller.of(request, canonical), details));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listRecipients",
            "List recipients",
            "Lists the account's saved recipients in this environment. `total` is exact.",
            "SavedRecipientList")
        .withPages(
            Parameter.text("type", "Only recipients of this type: `bank_account` or `wallet`."),
            Parameter.text("currency", "Only recipients that are paid in this currency."))
        .withErrors(ErrorCode.INVALID_CURRENCY, ErrorCode.INVALID_CURSOR);
  }

  /** GET /v1/recipients. */
  public Response list(ApiRequest request) {
    Query query = request.query();
    ListParameters parameters = ListParameters.read(query, RecipientFilter.PARAMETERS);
    RecipientFilter filter = RecipientFilter.read(query);
    HeadId head = HeadId.of(request.principal());
    ListParameters.PagedList list =
        parameters.of(cursors, "recipients " + head, filter.toString(), clock.now());

    CountedPage<SavedRecipient> found = recipients.list(head, filter, list.query());
    return list.response(found, SavedRecipientJson::write);
  }

  private static Operation getOperation() {
    return Operation.of(
            "getRecipient", "Get a recipient", "Returns one saved recipient.", "SavedRecipient")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/recipients/{id}. */
  public Response get(ApiRequest request) {
    request.query().allow(Set.of());
    SavedRecipient saved =
        recipients
            .find(HeadId.of(request.principal()), request.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("recipient").exception());
    return Response.json(200, JsonWriter.bytes(out -> SavedRecipientJson.write(out, saved)));
  }

  private static Operation changeOperation() {
    return Operation.of(
            "changeRecipient",
            "Change a recipient",
            "Changes the fields that the body contains; `\"address\": null` removes the address."
                + " The change holds for payments created from then on, and for all keys that name"
                + " the recipient: therefore it requires an admin key. Send `wallet` and `currency`"
                + " together. A bank account cannot become a wallet.",
            "SavedRecipient")
        .withBody("ChangeRecipient", "{\"name\": \"Maria Garcia Lopez\"}")
        .withErrors(ErrorCode.NOT_FOUND, ErrorCode.INVALID_CURRENCY, ErrorCode.INVALID_RECIPIENT);
  }

  /** PATCH /v1/recipients/{id}. */
  public Response change(ApiRequest request) {
    request.query().allow(Set.of());
    JsonObject body = request.body();
    String canonical = body.canonical();
    RecipientChange change = SavedRecipientJson.change(body);
    return CommandResponse.of(
        recipients.change(Caller.of(request, canonical), request.parameter("id"), change));
  }

  private static Operation deleteOperation() {
    return Operation.of(
            "deleteRecipient",
            "Delete a recipient",
            "Deletes the recipient and returns it as it was. Payments to it continue. If it was the"
                + " default recipient, the account has none from then on.",
            "SavedRecipient")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** DELETE /v1/recipients/{id}. */
  public Response delete(ApiRequest request) {
    request.query().allow(Set.of());
    return CommandResponse.of(recipients.delete(Caller.of(request, ""), request.parameter("id")));
  }
}
