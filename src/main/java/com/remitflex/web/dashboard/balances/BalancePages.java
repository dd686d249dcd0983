package com.remitflex.web.dashboard.balances;

import com.remitflex.features.activity.requests.OpenStreams;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.members.People;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.statements.BalanceService;
import com.remitflex.features.statements.transactions.MovedObject;
import com.remitflex.features.statements.transactions.Movement;
import com.remitflex.features.statements.transactions.MovementCsv;
import com.remitflex.features.statements.transactions.MovementExport;
import com.remitflex.features.statements.transactions.MovementFilter;
import com.remitflex.features.statements.transactions.MovementService;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.http.api.Export;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Balances, and every movement that led to them. */
public final class BalancePages {
  private static final String MOVEMENTS = "/balances/movements";

  /** The field for the object of the movements, of whatever kind. */
  private static final String OBJECT = "object";

  private static final List<String> FILTERS =
      Stream.concat(MovementFilter.PARAMETERS.stream(), Stream.of(OBJECT)).toList();
  private static final int PAGE_SIZE = 25;
  private static final int NEWEST = 10;

  private final BalanceService balances;
  private final MovementService movements;
  private final ApiKeyService keys;
  private final People people;

  public BalancePages(
      BalanceService balances, MovementService movements, ApiKeyService keys, People people) {
    this.balances = balances;
    this.movements = movements;
    this.keys = keys;
    this.people = people;
  }

  public void addTo(Pages pages) {
    pages
        .get("/balances", Permission.VIEW, this::balances)
        .get(MOVEMENTS, Permission.VIEW, this::list)
        .get(MOVEMENTS + ".csv", Permission.VIEW, this::csv);
  }

  private Response balances(PageRequest request) {
    List<Movement> newest =
        movements.page(request.head(), MovementFilter.ALL, PageQuery.newest(NEWEST)).items();
    return request.page(
        "balances/balances.jte",
        "Balances",
        Map.of("balances", balances.list(request.head()), "rows", rows(request, newest)));
  }

  private Response list(PageRequest request) {
    Filters filters = new Filters(request, FILTERS);
    Filters.Listing<CountedPage<Movement>> listing =
        filters.read(
            PAGE_SIZE,
            CountedPage.empty(),
            (query, page) -> movements.list(request.head(), filter(query), page));
    CountedPage<Movement> found = listing.found();
    Map<String, Object> model = new HashMap<>();
    model.put("rows", rows(request, found.page().items()));
    model.put("total", found.total());
    model.put("filters", filters.chips());
    model.put("error", listing.error());
    model.put("query", filters.text());
    model.put("next", filters.next(found.page().next()));
    return request.page(listing.status(), "balances/movements.jte", "Movements", model);
  }

  /** The filter of the page, whose field for an object takes IDs of every kind. */
  private static MovementFilter filter(Query query) {
    return query
        .find(OBJECT)
        .map(String::strip)
        .map(id -> MovementFilter.read(query.with(kind(id).word(), id)))
        .orElseGet(() -> MovementFilter.read(query));
  }

  private static MovedObject kind(String id) {
    return MovedObject.of(id)
        .orElseThrow(() ->
            Query.error(
                OBJECT, "Must be the ID of a payment, an off-ramp, a conversion or a deposit."));
  }

  private List<MovementRow> rows(PageRequest request, List<Movement> found) {
    MovementRow.Names names =
        new MovementRow.Names(
            keys.names(request.head(), MovementRow.named(found, IdPrefix.API_KEY)),
            people.team().labels(MovementRow.named(found, IdPrefix.USER)));
    return found.stream().map(one -> MovementRow.of(one, names)).toList();
  }

  /** All movements that meet the filter, newest first. */
  private Response csv(PageRequest request) {
    MovementFilter filter = filter(new Filters(request, FILTERS).query());
    OpenStreams.Slot slot = request.takeStream();
    Response.Stream export =
        Export.csvForPeople(
            MovementCsv.HEADER,
            request::isStillMember,
            MovementExport.pages(movements, request.head(), filter, Order.NEWEST_FIRST));
    return MovementExport.download("movements.csv", slot.during(export));
  }
}
