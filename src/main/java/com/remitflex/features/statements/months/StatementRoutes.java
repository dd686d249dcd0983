package com.remitflex.features.statements.months;

import static com.remitflex.platform.access.Scope.READ;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.statements.transactions.MovementExport;
import com.remitflex.features.statements.transactions.MovementExport.StreamLimit;
import com.remitflex.features.statements.transactions.MovementService;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Export;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.lists.Cursors;
import com.remitflex.platform.http.lists.ListParameters;
import java.util.List;
import java.util.Set;

/** The API under /v1/statements. */
public final class StatementRoutes {
  private static final String CSV = "text/csv";
  private static final List<String> TYPES = List.of("application/json", CSV);

  private final StatementService statements;
  private final MovementService movements;
  private final StreamLimit limit;
  private final Cursors cursors;
  private final DatabaseClock clock;

  public StatementRoutes(
      StatementService statements,
      MovementService movements,
      StreamLimit limit,
      Cursors cursors,
      DatabaseClock clock) {
    this.statements = statements;
    this.movements = movements;
    this.limit = limit;
    this.cursors = cursors;
    this.clock = clock;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/statements", READ, listOperation(), this::list),
        new Route("GET", "/v1/statements/{month}", READ, getOperation(), this::get));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listStatements",
            "List statements",
            "Lists the account's statements in this environment: one for each month (UTC) since the"
                + " first movement, with the opening and closing balance of each currency. The"
                + " current month is `open`, all others are `closed` and do not change.",
            "StatementList")
        .withPages()
        .withErrors(ErrorCode.INVALID_CURSOR);
  }

  /** GET /v1/statements. */
  public Response list(ApiRequest request) {
    Query query = request.query();
    ListParameters parameters = ListParameters.read(query, Set.of());
    HeadId head = HeadId.of(request.principal());
    ListParameters.PagedList list = parameters.of(cursors, "statements " + head, "", clock.now());
    CountedPage<Statement> found = statements.list(head, list.query());
    return list.response(found, StatementJson::write);
  }

  private static Operation getOperation() {
    return Operation.of(
            "getStatement",
            "Get a statement",
            "Returns the statement of a month, for example `2026-11`: the opening balance of each"
                + " currency, the sums of its movements by reason, and the closing balance, which"
                + " is their sum. `transactions` is the address of the movements.\n\nWith `Accept:"
                + " text/csv`, the response contains every movement between the two balances; a"
                + " response that is cut off is incomplete.",
            "Statement")
        .withStreams(CSV)
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/statements/{month}. */
  public Response get(ApiRequest request) {
    request.query().allow(Set.of());
    HeadId head = HeadId.of(request.principal());
    Statement statement =
        StatementMonth.find(request.parameter("month"))
            .flatMap(month -> statements.find(head, month))
            .orElseThrow(StatementRoutes::notFound);
    if (!request.preferred(TYPES).equals(CSV)) {
      return Response.json(200, StatementJson.full(statement));
    }
    Response.Stream export =
        Export.csv(StatementCsv.HEADER, new StatementCsv(movements, statement));
    return MovementExport.download(
        "statement-" + statement.month().word() + ".csv", limit.limited(head.accountId(), export));
  }

  private static ApiException notFound() {
    return ApiError.of(
            ErrorCode.NOT_FOUND,
            "There is no statement for this month. Statements begin with the month of the first"
                + " movement and have the form YYYY-MM.")
        .exception();
  }
}
