package com.remitflex.features.accounts;

import static com.remitflex.platform.access.Scope.ADMIN;
import static com.remitflex.platform.access.Scope.READ;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.http.CommandResponse;
import com.remitflex.features.recipients.RecipientStore;
import com.remitflex.features.recipients.SavedRecipient;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the API answers under /v1/account. */
public final class AccountRoutes {
  private final Database database;
  private final Engine engine;
  private final AuditTrail audit;

  public AccountRoutes(Database database, Engine engine, AuditTrail audit) {
    this.database = database;
    this.engine = engine;
    this.audit = audit;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/account", READ, getOperation(), this::get),
        new Route("PATCH", "/v1/account", ADMIN, changeOperation(), this::change));
  }

  private static Operation getOperation() {
    return Operation.of(
        "getAccount",
        "Get the account",
        "Returns the account and its settings in this environment.",
        "Account");
  }

  /** GET /v1/account. */
  public Response get(ApiRequest call) {
    call.query().allow(Set.of());
    HeadId head = new HeadId(call.principal().accountId(), call.principal().environment());
    return database.inSnapshot(handle -> {
      Account account = AccountStore.find(handle, head.accountId()).orElseThrow();
      Optional<SavedRecipient> recipient =
          Optional.ofNullable(RecipientStore.defaults(handle, List.of(head)).get(head));
      return Response.json(
          200,
          Json.text(AccountJson.object(account, AccountAlertStore.of(handle, head), recipient)));
    });
  }

  /** Changes the account for a person who is signed in, as PATCH does for a key. */
  @CheckReturnValue
  public Result<Completed> change(Caller caller, JsonObject body) {
    AccountChange change = AccountChange.read(body, caller.head().environment());
    return engine.run(new ChangeAccount(audit, caller, change));
  }

  private static Operation changeOperation() {
    return Operation.of(
            "changeAccount",
            "Change the account",
            "Changes the fields that are present; `null` removes a value. `name` and"
                + " `contact_email` can be changed only with a live key. Each environment has its"
                + " own default recipient.",
            "Account")
        .withBody(
            "ChangeAccount",
            """
            {"default_recipient": {"name": "Maria Garcia",
                                   "account_number": "ES9121000418450200051332",
                                   "bank_code": "CAIXESBBXXX", "bank_country": "ES",
                                   "currency": "EUR"}}\
            """)
        .withErrors(ErrorCode.INVALID_CURRENCY, ErrorCode.INVALID_RECIPIENT);
  }

  /** PATCH /v1/account. */
  public Response change(ApiRequest call) {
    call.query().allow(Set.of());
    JsonObject body = call.body();
    String canonical = body.canonical();
    AccountChange change = AccountChange.read(body, call.principal().environment());
    Caller caller = Caller.of(call, canonical);
    return CommandResponse.of(engine.run(new ChangeAccount(audit, caller, change)));
  }
}
