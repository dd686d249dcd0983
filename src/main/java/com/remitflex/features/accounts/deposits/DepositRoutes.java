package com.remitflex.features.accounts.deposits;

import static com.remitflex.platform.access.Scope.READ;

import com.remitflex.core.accounts.HeadId;
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
import com.remitflex.platform.json.JsonWriter;
import java.util.List;
import java.util.Set;

/** The API under /v1/deposits. */
public final class DepositRoutes {
  private final DepositService deposits;
  private final Cursors cursors;
  private final DatabaseClock clock;

  public DepositRoutes(DepositService deposits, Cursors cursors, DatabaseClock clock) {
    this.deposits = deposits;
    this.cursors = cursors;
    this.clock = clock;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/deposits", READ, listOperation(), this::list),
        new Route("GET", "/v1/deposits/{id}", READ, getOperation(), this::get));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listDeposits",
            "List deposits",
            "Lists the account's deposits in this environment. `total` is exact.",
            "DepositList")
        .withPages(
            Parameter.text("status", "Only deposits with this status."),
            Parameter.text("network", "Only deposits on this network."),
            Parameter.text("currency", "Only deposits in this stablecoin."))
        .withErrors(ErrorCode.INVALID_CURRENCY, ErrorCode.INVALID_CURSOR);
  }

  /** GET /v1/deposits. */
  public Response list(ApiRequest request) {
    Query query = request.query();
    ListParameters parameters = ListParameters.read(query, DepositFilter.PARAMETERS);
    DepositFilter filter = DepositFilter.read(query);
    HeadId head = HeadId.of(request.principal());
    ListParameters.PagedList list =
        parameters.of(cursors, "deposits " + head, filter.toString(), clock.now());

    CountedPage<Deposit> found = deposits.list(head, filter, list.query());
    return list.response(found, DepositJson::write);
  }

  private static Operation getOperation() {
    return Operation.of(
            "getDeposit", "Get a deposit", "Returns one deposit in its current state.", "Deposit")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/deposits/{id}. */
  public Response get(ApiRequest request) {
    request.query().allow(Set.of());
    Deposit deposit =
        deposits
            .find(HeadId.of(request.principal()), request.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("deposit").exception());
    return Response.json(200, JsonWriter.bytes(out -> DepositJson.write(out, deposit)));
  }
}
