package com.remitflex.web.api;

import static com.remitflex.platform.access.Scope.ADMIN;
import static com.remitflex.platform.access.Scope.READ;
import static com.remitflex.platform.access.Scope.WRITE;

import com.remitflex.features.accounts.AccountRoutes;
import com.remitflex.features.activity.alerts.AlertRoutes;
import com.remitflex.features.activity.audit.AuditRoutes;
import com.remitflex.features.activity.requests.IdempotencyRoutes;
import com.remitflex.features.activity.requests.KeyRequestRoutes;
import com.remitflex.features.activity.usage.UsageRoutes;
import com.remitflex.features.apikeys.lifecycle.KeyRoutes;
import com.remitflex.features.payments.PaymentRoutes;
import com.remitflex.features.payments.sandbox.SandboxRoutes;
import com.remitflex.features.statements.BalanceRoutes;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Operation.Parameter;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.api.Routes;
import java.util.List;
import java.util.Optional;

/**
 * THE table: every endpoint of the API with the least scope that may call it. Routing, the scope
 * check, the OpenAPI document and the reference page all come from it.
 */
public final class RouteTable {
  private static final String A_PAYMENT = "{\"amount\": 100, \"currency\": \"USDC\"}";
  private static final String MORE_MONEY = "{\"amount\": 500, \"currency\": \"USDC\"}";

  private static final String A_KEY =
      """
      {"name": "reporting", "scope": "read", "expires_at": "2199-12-31T00:00:00.000Z",
       "ip_allow_list": ["127.0.0.0/8", "::1"], "rate_limit_per_minute": 600,
       "money_limits": {"per_payment": {"amount": 1000, "currency": "USDC"},
                        "per_day": {"amount": 5000, "currency": "USDC"}}}\
      """;
  private static final String A_CHANGE =
      """
      {"default_recipient": {"name": "Maria Garcia", "account_number": "ES9121000418450200051332",
                             "bank_code": "CAIXESBBXXX", "bank_country": "ES", "currency": "EUR"}}\
      """;
  private static final String A_SIMULATION =
      "{\"method\": \"POST\", \"path\": \"/v1/payments\", \"ip\": \"127.0.0.1\"}";
  private static final String MUTED = "{\"muted\": [\"new_network\"], \"silence_days\": 60}";
  private static final String SEEN_TO = "{\"status\": \"acknowledged\"}";
  private static final String A_ROLL = "{\"grace_seconds\": 3600, \"grace_from\": \"now\"}";

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

  public static Routes of(
      KeyRoutes keys,
      KeyRequestRoutes requests,
      AccountRoutes account,
      AuditRoutes audit,
      BalanceRoutes balances,
      IdempotencyRoutes idempotency,
      PaymentRoutes payments,
      SandboxRoutes sandbox,
      UsageRoutes usage,
      AlertRoutes alerts) {
    return new Routes(
        List.of(
            new Route("POST", "/v1/payments", WRITE, createPayment(), payments::create),
            new Route("GET", "/v1/payments", READ, listPayments(), payments::list),
            new Route("GET", "/v1/payments/{id}", READ, getPayment(), payments::get),
            new Route("DELETE", "/v1/payments/{id}", WRITE, cancelPayment(), payments::cancel),
            new Route("GET", "/v1/balances", READ, listBalances(), balances::list),
            new Route("POST", "/v1/api-keys", ADMIN, createKey(), keys::create),
            new Route("GET", "/v1/api-keys", ADMIN, listKeys(), keys::list),
            new Route("GET", "/v1/account", READ, getAccount(), account::get),
            new Route("PATCH", "/v1/account", ADMIN, changeAccount(), account::change),
            new Route("GET", "/v1/audit-log", ADMIN, listAudit(), audit::list),
            new Route("GET", "/v1/api-keys/current", READ, currentKey(), keys::current),
            new Route("GET", "/v1/api-keys/{id}", ADMIN, getKey(), keys::get),
            new Route("DELETE", "/v1/api-keys/{id}", ADMIN, revokeKey(), keys::revoke),
            new Route("POST", "/v1/api-keys/{id}/roll", ADMIN, rollKey(), keys::roll).orForItself(),
            new Route("POST", "/v1/api-keys/{id}/end-grace", ADMIN, endGrace(), keys::endGrace)
                .orForItself(),
            new Route("GET", "/v1/api-keys/{id}/rotation", ADMIN, rotation(), keys::rotation)
                .orForItself(),
            new Route("GET", "/v1/api-keys/{id}/requests", ADMIN, listRequests(), requests::list),
            new Route(
                "GET",
                "/v1/api-keys/{id}/requests/{request_id}",
                ADMIN,
                getRequest(),
                requests::get),
            new Route("POST", "/v1/api-keys/{id}/simulate", ADMIN, simulate(), requests::simulate),
            new Route("GET", "/v1/api-keys/{id}/usage", ADMIN, usage(), usage::get),
            new Route("GET", "/v1/api-keys/{id}/alerts", ADMIN, alertSettings(), alerts::settings),
            new Route(
                "PATCH",
                "/v1/api-keys/{id}/alerts",
                ADMIN,
                changeAlertSettings(),
                alerts::changeSettings),
            new Route("GET", "/v1/alerts", ADMIN, listAlerts(), alerts::list),
            new Route("GET", "/v1/alerts/{id}", ADMIN, getAlert(), alerts::get),
            new Route("PATCH", "/v1/alerts/{id}", ADMIN, changeAlert(), alerts::change),
            new Route("GET", "/v1/idempotency-keys", READ, findIdempotencyKey(), idempotency::find),
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
            ErrorCode.LIMIT_EXCEEDED,
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
        .refusing(ErrorCode.INVALID_CURRENCY, ErrorCode.INVALID_CURSOR);
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

  private static Operation listAudit() {
    return Operation.of(
            "listAuditLog",
            "List the audit log",
            "Who did what to the account and its keys: in this environment, or to the account as"
                + " a whole. Entries are never changed; each carries the hash of the one before"
                + " it in the account.",
            "AuditEntryList")
        .with(
            LIMIT,
            ORDER,
            CURSOR,
            filter("action", "Only entries of this action, as `api_key.created`."),
            filter("subject", "Only entries about the object with this id."),
            filter("created_after", "Only entries created at this time or later."),
            filter("created_before", "Only entries created before this time."))
        .refusing(ErrorCode.INVALID_CURSOR);
  }

  private static Operation getAccount() {
    return Operation.of(
        "getAccount",
        "Get the account",
        "The account and its settings in this environment.",
        "Account");
  }

  private static Operation changeAccount() {
    return Operation.of(
            "changeAccount",
            "Change the account",
            "Changes the members that are sent; `null` takes a value away. `name` and"
                + " `contact_email` change only with a live key; the default recipient is the"
                + " environment's own.",
            "Account")
        .taking("ChangeAccount", A_CHANGE)
        .refusing(ErrorCode.INVALID_CURRENCY, ErrorCode.INVALID_RECIPIENT);
  }

  private static Operation createKey() {
    return Operation.of(
            "createApiKey",
            "Create an API key",
            "Makes a key of the caller's account and environment. The answer alone has the key"
                + " itself, as `key`: it is kept nowhere and never shown again, not even to a"
                + " repetition with the same idempotency key.",
            "NewApiKey")
        .taking("CreateApiKey", A_KEY)
        .creating()
        .refusing(ErrorCode.INVALID_AMOUNT, ErrorCode.INVALID_CURRENCY, ErrorCode.KYB_REQUIRED);
  }

  private static Operation listKeys() {
    return Operation.of(
            "listApiKeys",
            "List API keys",
            "The account's keys in this environment, each with its last use; never the keys"
                + " themselves.",
            "ApiKeyList")
        .with(
            LIMIT,
            ORDER,
            CURSOR,
            filter("status", "Only `active`, `revoked` or `expired` keys."),
            filter("scope", "Only keys of this scope."))
        .refusing(ErrorCode.INVALID_CURSOR);
  }

  private static Operation getKey() {
    return Operation.of(
            "getApiKey",
            "Get an API key",
            "One key with its last use; a revoked one with the receipt of its revocation.",
            "ApiKey")
        .refusing(ErrorCode.NOT_FOUND);
  }

  private static Operation revokeKey() {
    return Operation.of(
            "revokeApiKey",
            "Revoke an API key",
            "Ends a key for good. The answer comes when every running node refuses the key, and"
                + " says so in `revocation`. A key that was revoked before stays as it was.",
            "ApiKey")
        .refusing(ErrorCode.NOT_FOUND);
  }

  private static Operation rollKey() {
    return Operation.of(
            "rollApiKey",
            "Roll an API key",
            "Gives the key a new secret; ID, name, scope, limits and history stay. The old secret"
                + " works for `grace_seconds` more (86400 by default; never past the key's expiry),"
                + " counted from `now` or from the new secret's `first_use`. Only this response"
                + " contains the new secret, as `key`. An old secret cannot roll a key once a newer"
                + " one was used.",
            "NewApiKey")
        .taking("RollApiKey", A_ROLL)
        .refusing(ErrorCode.NOT_FOUND, ErrorCode.API_KEY_NOT_ACTIVE);
  }

  private static Operation endGrace() {
    return Operation.of(
            "endApiKeyGrace",
            "End a key's grace",
            "Ends the old secrets of a rolled key now; the answer comes when every running node"
                + " refuses them.",
            "ApiKey")
        .refusing(ErrorCode.NOT_FOUND, ErrorCode.REQUEST_TOO_LARGE, ErrorCode.API_KEY_NOT_ACTIVE);
  }

  private static Operation rotation() {
    return Operation.of(
            "getApiKeyRotation",
            "Get a key's rotation",
            "How much of the traffic of the last 24 hours still came with an old secret after the"
                + " roll, from which addresses and clients, and when it was last seen.",
            "ApiKeyRotation")
        .refusing(ErrorCode.NOT_FOUND);
  }

  private static Operation listRequests() {
    return Operation.of(
            "listApiKeyRequests",
            "List a key's requests",
            "Every request that came with the key, refused ones too. A page can have fewer than"
                + " `limit` although there are more: then a search through a long time goes on"
                + " from its cursor.\n\nWith `Accept: text/csv` or `application/x-ndjson` the"
                + " answer is all of them, without pages; one that is cut off was not complete."
                + " With `Accept: text/event-stream` it follows the history: each event is a"
                + " request, told a second or so after its answer, from `created_after` or now on,"
                + " until the caller's key may not ask any more. A client that comes back with"
                + " `Last-Event-ID` misses none, and is told those of a minute again.",
            "ApiKeyRequestList")
        .streaming("text/csv", "application/x-ndjson", "text/event-stream")
        .with(
            LIMIT,
            ORDER,
            CURSOR,
            filter("status", "Only this status, as `404`, or this class, as `4xx`."),
            filter("method", "Only this method, in capitals; `OTHER` for any that is unknown."),
            filter(
                "route",
                "Only this route, for example `/v1/payments/{id}`; `unknown` for requests that led"
                    + " to none."),
            filter(
                "ip",
                "Only requests from this IP address, in any spelling; `unknown` for clients whose"
                    + " address could not be read."),
            filter("error_code", "Only answers with this error code."),
            filter("request_id", "Only the request with this `X-Request-Id`."),
            filter("idempotency_key", "Only requests with this `Idempotency-Key`."),
            filter("created_after", "Only requests at this time or later."),
            filter("created_before", "Only requests before this time."))
        .refusing(ErrorCode.NOT_FOUND, ErrorCode.INVALID_CURSOR);
  }

  private static Operation getRequest() {
    return Operation.of(
            "getApiKeyRequest",
            "Get one request of a key",
            "One request in full: how it was decided whether it may act and, of a write or an"
                + " error, some headers and the beginning of both bodies, without any secret.",
            "LoggedRequest")
        .refusing(ErrorCode.NOT_FOUND);
  }

  private static Operation simulate() {
    return Operation.of(
            "simulateApiKey",
            "Simulate a request of a key",
            "Tells whether a request with this key would be let through, and each step of that"
                + " decision. Nothing is run, counted or recorded of it.",
            "Simulation")
        .taking("SimulateRequest", A_SIMULATION)
        .refusing(ErrorCode.NOT_FOUND);
  }

  private static Operation usage() {
    return Operation.of(
            "getApiKeyUsage",
            "Get a key's usage",
            "Requests, errors, latencies, and how many addresses and clients used the key: for each"
                + " minute, hour or day of UTC in which it was used, and in all. Up to two seconds"
                + " late. Above 255 the two distinct numbers are estimates, within about 6 %.",
            "ApiKeyUsage")
        .with(
            new Parameter(
                "granularity",
                "The stretches of time: minutes of the last 8 days, hours of the last 400 days, or"
                    + " days. An answer has at most 1500 minutes or hours, or 400 days.",
                "{\"type\": \"string\", \"enum\": [\"minute\", \"hour\", \"day\"],"
                    + " \"default\": \"hour\"}"),
            filter("created_after", "From the stretch that holds this time on."),
            filter("created_before", "Up to this time; the stretch that holds it is shown."))
        .refusing(ErrorCode.NOT_FOUND);
  }

  private static Operation alertSettings() {
    return Operation.of(
            "getApiKeyAlerts",
            "Get a key's alert settings",
            "What of the use of this key is not told, and after how many days a silence is one.",
            "AlertSettings")
        .refusing(ErrorCode.NOT_FOUND);
  }

  private static Operation changeAlertSettings() {
    return Operation.of(
            "changeApiKeyAlerts",
            "Change a key's alert settings",
            "Changes the members that are sent. A kind that is muted raises no alert for this key:"
                + " no entry, no event, no e-mail.",
            "AlertSettings")
        .taking("ChangeAlertSettings", MUTED)
        .refusing(ErrorCode.NOT_FOUND, ErrorCode.API_KEY_NOT_ACTIVE);
  }

  private static Operation listAlerts() {
    return Operation.of(
            "listAlerts",
            "List alerts",
            "What was unusual about the use of the account's keys in this environment; at most one"
                + " alert of a kind for a key and hour.",
            "AlertList")
        .with(
            LIMIT,
            ORDER,
            CURSOR,
            filter("key", "Only alerts of the key with this id."),
            filter(
                "kind",
                "Only alerts of this kind: `spike`, `new_network`, `silence`, `unknown_key` or"
                    + " `canary`."),
            filter("status", "Only `open` or `acknowledged` alerts."),
            filter("created_after", "Only alerts created at this time or later."),
            filter("created_before", "Only alerts created before this time."))
        .refusing(ErrorCode.INVALID_CURSOR);
  }

  private static Operation getAlert() {
    return Operation.of("getAlert", "Get an alert", "One alert as it stands now.", "Alert")
        .refusing(ErrorCode.NOT_FOUND);
  }

  private static Operation changeAlert() {
    return Operation.of(
            "changeAlert",
            "Acknowledge an alert",
            "Notes that someone has seen to it, or that it is open again.",
            "Alert")
        .taking("ChangeAlert", SEEN_TO)
        .refusing(ErrorCode.NOT_FOUND);
  }

  private static Operation idempotencyKey() {
    return Operation.of(
        "getIdempotencyKey",
        "Look up an idempotency key",
        "Tells what became of the request with this key: `done`, with the id of what it made or"
            + " changed, or `no_effect_yet`: then send it again, with the same key only.",
        "IdempotencyKey");
  }

  private static Operation findIdempotencyKey() {
    return Operation.of(
            "findIdempotencyKey",
            "Look up any idempotency key",
            "As the look-up by path, also for keys that a path cannot hold: `.`, `..` and those"
                + " with a backslash.",
            "IdempotencyKey")
        .with(
            new Parameter(
                "key",
                "The idempotency key, percent-encoded.",
                "{\"type\": \"string\", \"minLength\": 1, \"maxLength\": 255}",
                Optional.of("order-2041")));
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
