package com.remitflex.features.statements.transactions;

import static com.remitflex.platform.access.Scope.READ;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.statements.transactions.MovementExport.StreamLimit;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Export;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Operation.Parameter;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.lists.Cursors;
import com.remitflex.platform.http.lists.ListParameters;
import java.util.List;
import java.util.Set;

/** The API under /v1/transactions. */
public final class MovementRoutes {
  private static final String CSV = "text/csv";
  private static final List<String> TYPES = List.of("application/json", CSV);
  private static final Set<String> FILTERS = Set.copyOf(MovementFilter.PARAMETERS);

  private final MovementService movements;
  private final StreamLimit limit;
  private final Cursors cursors;
  private final DatabaseClock clock;

  public MovementRoutes(
      MovementService movements, StreamLimit limit, Cursors cursors, DatabaseClock clock) {
    this.movements = movements;
    this.limit = limit;
    this.cursors = cursors;
    this.clock = clock;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(new Route("GET", "/v1/transactions", READ, listOperation(), this::list));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listTransactions",
            "List transactions",
            "Lists every movement of the account's balances: what changed, the balance after it,"
                + " the reason, the object it belongs to, and who caused it. In each currency, the"
                + " changes add up to the balance. `total` is exact.\n\nWith `Accept: text/csv`,"
                + " the response contains all movements that meet the filters, without pages; a"
                + " response that is cut off is incomplete.",
            "TransactionList")
        .withStreams(CSV)
        .withPages(
            Parameter.text("currency", "Only movements in this currency."),
            Parameter.text("payment", "Only movements of the payment with this ID."),
            Parameter.text("offramp", "Only movements of the off-ramp with this ID."),
            Parameter.text("conversion", "Only movements of the conversion with this ID."),
            Parameter.text("deposit", "Only movements of the deposit with this ID."),
            Parameter.text("created_after", "Only movements at or after this time."),
            Parameter.text("created_before", "Only movements before this time."))
        .withErrors(ErrorCode.INVALID_CURRENCY, ErrorCode.INVALID_CURSOR);
  }

  /** GET /v1/transactions: a page, or all of them as CSV, by the Accept header. */
  public Response list(ApiRequest request) {
    Query query = request.query();
    HeadId head = HeadId.of(request.principal());
    if (request.preferred(TYPES).equals(CSV)) {
      Order order = ListParameters.exportOrder(query, FILTERS);
      MovementFilter filter = MovementFilter.read(query);
      Response.Stream export =
          Export.csv(MovementCsv.HEADER, MovementExport.pages(movements, head, filter, order));
      return MovementExport.download("transactions.csv", limit.limited(head.accountId(), export));
    }
    ListParameters parameters = ListParameters.read(query, FILTERS);
    MovementFilter filter = MovementFilter.read(query);
    ListParameters.PagedList list =
        parameters.of(cursors, "transactions " + head, filter.toString(), clock.now());
    CountedPage<Movement> found = movements.list(head, filter, list.query());
    return list.response(found, MovementJson::write);
  }
}
