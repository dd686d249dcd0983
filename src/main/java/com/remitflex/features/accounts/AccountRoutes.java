package com.remitflex.features.accounts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.Actor;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.core.engine.Responses;
import com.remitflex.features.recipients.RecipientStore;
import com.remitflex.features.recipients.SavedRecipient;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Response;
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
  public Result<Completed> change(Caller caller, Client client, JsonObject body) {
    Actor person =
        Actor.user(
            caller.principal().keyId(),
            Optional.of(client.ip()),
            client.userAgent(),
            Optional.of(client.requestId()));
    AccountChange change = AccountChange.read(body, caller.head().environment());
    return engine.run(new ChangeAccount(audit, caller, person, change));
  }

  /** PATCH /v1/account. */
  public Response change(ApiRequest call) {
    call.query().allow(Set.of());
    JsonObject body = call.body();
    String canonical = body.canonical();
    AccountChange change = AccountChange.read(body, call.principal().environment());
    Caller caller = Caller.of(call, canonical);
    return Responses.of(engine.run(new ChangeAccount(audit, caller, Actor.of(call), change)));
  }
}
