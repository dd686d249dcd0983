package com.remitflex.settings;

import com.remitflex.accounts.Account;
import com.remitflex.accounts.AccountStore;
import com.remitflex.accounts.HeadId;
import com.remitflex.alerts.AccountAlertStore;
import com.remitflex.audit.Actor;
import com.remitflex.audit.AuditTrail;
import com.remitflex.database.Database;
import com.remitflex.engine.Caller;
import com.remitflex.engine.Engine;
import com.remitflex.engine.Outcome;
import com.remitflex.engine.Replies;
import com.remitflex.errors.CheckReturnValue;
import com.remitflex.http.Call;
import com.remitflex.http.Client;
import com.remitflex.http.Json;
import com.remitflex.http.JsonObject;
import com.remitflex.http.Reply;
import com.remitflex.recipients.RecipientStore;
import com.remitflex.recipients.SavedRecipient;
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
  public Reply get(Call call) {
    call.query().allow(Set.of());
    HeadId head = new HeadId(call.principal().accountId(), call.principal().environment());
    return database.inSnapshot(handle -> {
      Account account = AccountStore.find(handle, head.accountId()).orElseThrow();
      Optional<SavedRecipient> recipient =
          Optional.ofNullable(RecipientStore.defaults(handle, List.of(head)).get(head));
      return Reply.json(
          200,
          Json.text(AccountJson.object(account, AccountAlertStore.of(handle, head), recipient)));
    });
  }

  /** Changes the account for a person who is signed in, as PATCH does for a key. */
  @CheckReturnValue
  public Outcome change(Caller caller, Client client, JsonObject body) {
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
  public Reply change(Call call) {
    call.query().allow(Set.of());
    JsonObject body = call.body();
    String canonical = body.canonical();
    AccountChange change = AccountChange.read(body, call.principal().environment());
    Caller caller = Caller.of(call, canonical);
    return Replies.of(engine.run(new ChangeAccount(audit, caller, Actor.of(call), change)));
  }
}
