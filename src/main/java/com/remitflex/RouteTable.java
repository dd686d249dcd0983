package com.remitflex;

import static com.remitflex.http.Scope.READ;
import static com.remitflex.http.Scope.WRITE;

import com.remitflex.http.Route;
import com.remitflex.http.Routes;
import com.remitflex.keys.KeyRoutes;
import com.remitflex.ledger.BalanceRoutes;
import com.remitflex.payments.PaymentRoutes;
import com.remitflex.sandbox.SandboxRoutes;
import java.util.List;

/** THE table: every endpoint of the API with the least scope that may call it. */
final class RouteTable {
  private RouteTable() {}

  static Routes of(
      KeyRoutes keys, BalanceRoutes balances, PaymentRoutes payments, SandboxRoutes sandbox) {
    return new Routes(
        List.of(
            new Route("POST", "/v1/payments", WRITE, payments::create),
            new Route("GET", "/v1/payments", READ, payments::list),
            new Route("GET", "/v1/payments/{id}", READ, payments::get),
            new Route("DELETE", "/v1/payments/{id}", WRITE, payments::cancel),
            new Route("GET", "/v1/balances", READ, balances::list),
            new Route("GET", "/v1/api-keys/current", READ, keys::current),
            new Route("POST", "/v1/sandbox/fund", WRITE, sandbox::fund)));
  }
}
