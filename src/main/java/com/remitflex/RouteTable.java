package com.remitflex;

import static com.remitflex.http.Scope.READ;
import static com.remitflex.http.Scope.WRITE;

import com.remitflex.errors.ErrorCode;
import com.remitflex.http.Operation;
import com.remitflex.http.Operation.Parameter;
import com.remitflex.http.Route;
import com.remitflex.http.Routes;
import com.remitflex.idempotency.IdempotencyRoutes;
import com.remitflex.keys.KeyRoutes;
import com.remitflex.ledger.BalanceRoutes;
import com.remitflex.payments.PaymentRoutes;
import com.remitflex.sandbox.SandboxRoutes;
import java.util.List;

/**
 * THE table: every endpoint of the API with the least scope that may call it. Routing, the scope
 * check, the OpenAPI document and the reference page all come from it.
 */
final class RouteTable {
  private static final String A_PAYMENT = "{\"amount\": 100, \"currency\": \"USDC\"}";
  private static final String MORE_MONEY = "{\"amount\": 500, \"currency\": \"USDC\"}";

  private static final Parameter LIMIT =
      new Parameter(
          "limit",
          "How many to answer.",
          "{\"type\": \"integer\", \"minimum\": 1, \"maximum\": 100, \"default\": 20}");
  private static final Parameter ORDER =
      new Parameter(
          "order",
          "By time of creation: newest first, or oldest first.",
          "{\"type\": \"string\", \"enum\": [\"desc\", \"asc\"], \"default\": \"desc\"}");
  private static final Parameter EXPAND =
      new Parameter(
          "expand",
          "`events` adds the payment's timeline.",
          "{\"type\": \"string\", \"enum\": [\"events\"]}");

  private static final Parameter CURSOR =
      new Parameter(
          "cursor",
          "Where to go on: `pagination.cursor` of the page before, with the same filters.",
          "{\"type\": \"string\"}");

  private RouteTable() {}

  private static Parameter filter(String name, String description) {
    return new Parameter(name, description, "{\"type\": \"string\"}");
  }

  static Routes of(
      KeyRoutes keys,
      BalanceRoutes balances,
      IdempotencyRoutes idempotency,
      PaymentRoutes payments,
      SandboxRoutes sandbox) {
    return new Routes(
        List.of(
            new Route("POST", "/v1/payments", WRITE, createPayment(), payments::create),
            new Route("GET", "/v1/payments", READ, listPayments(), payments::list),
            new Route("GET", "/v1/payments/{id}", READ, getPayment(), payments::get),
            new Route("DELETE", "/v1/payments/{id}", WRITE, cancelPayment(), payments::cancel),
            new Route("GET", "/v1/balances", READ, listBalances(), balances::list),
            new Route("GET", "/v1/api-keys/current", READ, currentKey(), keys::current),
            new Route(
                "GET", "/v1/idempotency-keys/{key}", READ, idempotencyKey(), idempotency::get),
            new Route("POST", "/v1/sandbox/fund", WRITE, fundSandbox(), sandbox::fund)));
  }

  private static Operation createPayment() {
    return Operation.of(
            "createPayment",
            "Create a payment",
            "Sets amount and fee aside and sends the amount on its way: to a `recipient`, to a"
                + " `destination` account of this platform, or to the account's default"
                + " recipient when neither is given.",
            "Payment")
        .taking("CreatePayment", A_PAYMENT)
        .creating()
        .refusing(
            ErrorCode.INVALID_AMOUNT,
            ErrorCode.INVALID_CURRENCY,
            ErrorCode.INVALID_RECIPIENT,
            ErrorCode.INSUFFICIENT_FUNDS,
            ErrorCode.CORRIDOR_UNAVAILABLE,
            ErrorCode.RAIL_NOT_CONFIGURED);
  }

  private static Operation listPayments() {
    return Operation.of(
            "listPayments",
            "List payments",
            "The account's payments in this environment; `total` is exact.",
            "PaymentList")
        .with(
            LIMIT,
            ORDER,
            CURSOR,
            filter("status", "Only payments of this status."),
            filter("currency", "Only payments in this stablecoin."),
            filter("corridor", "Only payments on this corridor."),
            filter("reference", "Only payments with exactly this reference."),
            filter("created_after", "Only payments created at this time or later."),
            filter("created_before", "Only payments created before this time."))
        .refusing(ErrorCode.INVALID_CURSOR);
  }

  private static Operation getPayment() {
    return Operation.of("getPayment", "Get a payment", "One payment as it stands now.", "Payment")
        .with(EXPAND)
        .refusing(ErrorCode.NOT_FOUND);
  }

  private static Operation cancelPayment() {
    return Operation.of(
            "cancelPayment",
            "Cancel a payment",
            "Takes back a payment that is still `pending`: amount and fee return to the"
                + " available balance.",
            "Payment")
        .refusing(
            ErrorCode.NOT_FOUND, ErrorCode.PAYMENT_CANCELLED, ErrorCode.PAYMENT_NOT_CANCELLABLE);
  }

  private static Operation listBalances() {
    return Operation.of(
        "listBalances",
        "List balances",
        "What the account has in each currency: `available` can be spent, `held` is set aside"
            + " for payments under way.",
        "BalanceList");
  }

  private static Operation currentKey() {
    return Operation.of(
        "getCurrentApiKey",
        "Get the current API key",
        "The key that sends this request: its name, scope, environment and limits. Never the"
            + " key itself.",
        "ApiKey");
  }

  private static Operation idempotencyKey() {
    return Operation.of(
        "getIdempotencyKey",
        "Look up an idempotency key",
        "Tells what became of the request with this key: `done`, with the id of what it made or"
            + " changed, or `no_effect_yet`: then send it again, with the same key only.",
        "IdempotencyKey");
  }

  private static Operation fundSandbox() {
    return Operation.of(
            "fundSandbox",
            "Add test money",
            "Adds to a sandbox balance. A live key gets 404.",
            "Balance")
        .taking("FundSandbox", MORE_MONEY)
        .refusing(ErrorCode.NOT_FOUND, ErrorCode.INVALID_AMOUNT, ErrorCode.INVALID_CURRENCY);
  }
}
