package com.remitflex.features.statements;

import static com.remitflex.platform.access.Scope.READ;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.ledger.Balance;
import com.remitflex.core.ledger.LedgerStore;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the API answers under /v1/balances. */
public final class BalanceRoutes {
  private final Database database;

  public BalanceRoutes(Database database) {
    this.database = database;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(new Route("GET", "/v1/balances", READ, listOperation(), this::list));
  }

  private static Operation listOperation() {
    return Operation.of(
        "listBalances",
        "List balances",
        "Returns the account's balance in each currency: `available` can be spent, `held` covers"
            + " payments in progress.",
        "BalanceList");
  }

  /** GET /v1/balances. */
  public Response list(ApiRequest call) {
    call.query().allow(Set.of());
    HeadId head = new HeadId(call.principal().accountId(), call.principal().environment());
    Map<Currency, Balance> books = database.with(handle -> LedgerStore.ofAccount(handle, head));
    ObjectNode list = Json.object();
    ArrayNode data = list.putArray("data");
    books.forEach((currency, book) -> data.add(json(currency, book, head.environment())));
    return Response.json(200, Json.text(list));
  }

  /** A balance object: what may be spent, what payments have set aside, and their sum. */
  public static ObjectNode json(Currency currency, Balance book, Environment environment) {
    long available = book.of(SubAccount.AVAILABLE);
    long held = book.of(SubAccount.HELD);
    ObjectNode node = Json.object();
    node.put("currency", currency.name());
    node.put("environment", environment.word());
    node.put("available", Money.major(currency, available));
    node.put("held", Money.major(currency, held));
    node.put("total", Money.major(currency, Math.addExact(available, held)));
    return node;
  }
}
