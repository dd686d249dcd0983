package com.remitflex.web.dashboard.balances;

import com.remitflex.features.activity.requests.OpenStreams;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.statements.months.Statement;
import com.remitflex.features.statements.months.StatementCsv;
import com.remitflex.features.statements.months.StatementMonth;
import com.remitflex.features.statements.months.StatementService;
import com.remitflex.features.statements.transactions.MovementExport;
import com.remitflex.features.statements.transactions.MovementService;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Export;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Balances → Statements: the months, and one month to read or print. */
public final class StatementPages {
  private static final String LIST = "/balances/statements";
  private static final int PAGE_SIZE = 24;

  private final StatementService statements;
  private final MovementService movements;

  public StatementPages(StatementService statements, MovementService movements) {
    this.statements = statements;
    this.movements = movements;
  }

  public void addTo(Pages pages) {
    pages
        .get(LIST, Permission.VIEW, this::list)
        .get(LIST + "/{month}", Permission.VIEW, this::one)
        .get(LIST + "/{month}/movements.csv", Permission.VIEW, this::csv);
  }

  private Response list(PageRequest request) {
    Filters filters = new Filters(request, List.of());
    Filters.Listing<CountedPage<Statement>> listing =
        filters.read(
            PAGE_SIZE, CountedPage.empty(), (query, page) -> statements.list(request.head(), page));
    CountedPage<Statement> found = listing.found();
    Map<String, Object> model = new HashMap<>();
    model.put("statements", found.page().items());
    model.put("total", found.total());
    model.put("error", listing.error());
    model.put("next", filters.next(found.page().next()));
    return request.page(listing.status(), "balances/statements.jte", "Statements", model);
  }

  private Response one(PageRequest request) {
    Statement statement = find(request);
    return request.page(
        "balances/statement.jte",
        "Statement " + statement.month().word(),
        Map.of("statement", statement));
  }

  private Response csv(PageRequest request) {
    Statement statement = find(request);
    OpenStreams.Slot slot = request.takeStream();
    Response.Stream export =
        Export.csvForPeople(
            StatementCsv.HEADER, request::isStillMember, new StatementCsv(movements, statement));
    return MovementExport.download(
        "statement-" + statement.month().word() + ".csv", slot.during(export));
  }

  private Statement find(PageRequest request) {
    return StatementMonth.find(request.parameter("month"))
        .flatMap(month -> statements.find(request.head(), month))
        .orElseThrow(() -> ApiRequest.notFound("statement").exception());
  }
}
