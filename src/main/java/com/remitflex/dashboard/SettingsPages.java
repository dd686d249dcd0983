package com.remitflex.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.accounts.Account;
import com.remitflex.accounts.AccountStore;
import com.remitflex.accounts.HeadId;
import com.remitflex.audit.AuditFilter;
import com.remitflex.audit.AuditRoutes;
import com.remitflex.database.Database;
import com.remitflex.engine.Outcome;
import com.remitflex.http.Json;
import com.remitflex.http.JsonObject;
import com.remitflex.http.JsonReader;
import com.remitflex.http.Reply;
import com.remitflex.ids.Environment;
import com.remitflex.people.Permission;
import com.remitflex.recipients.RecipientStore;
import com.remitflex.recipients.SavedRecipient;
import com.remitflex.sandbox.SandboxRoutes;
import com.remitflex.settings.AccountRoutes;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings → Account and Audit log, and the sandbox. */
public final class SettingsPages {
  private static final String ACCOUNT = "/settings/account";
  private static final int ENTRIES = 100;

  private final Database database;
  private final AccountRoutes account;
  private final SandboxRoutes sandbox;

  public SettingsPages(Database database, AccountRoutes account, SandboxRoutes sandbox) {
    this.database = database;
    this.account = account;
    this.sandbox = sandbox;
  }

  public void addTo(Pages pages) {
    pages
        .get(ACCOUNT, Permission.VIEW, visit -> account(visit, Faults.NONE))
        .post(ACCOUNT, Permission.MANAGE_ACCOUNT, this::changeAccount)
        .post(ACCOUNT + "/recipient", Permission.MANAGE_ACCOUNT, this::changeRecipient)
        .get("/settings/audit-log", Permission.VIEW, this::auditLog)
        .get("/sandbox", Permission.VIEW, visit -> sandbox(visit, Faults.NONE))
        .post("/sandbox/fund", Permission.PAY, this::fund);
  }

  private Reply account(Visit visit, Faults faults) {
    Account one =
        database.with(handle -> AccountStore.find(handle, visit.accountId())).orElseThrow();
    Optional<SavedRecipient> recipient =
        database.with(handle ->
            Optional.ofNullable(
                RecipientStore.defaults(handle, List.of(visit.head())).get(visit.head())));
    Map<String, Object> model = new HashMap<>();
    model.put("account", one);
    model.put("recipient", recipient);
    model.put("form", visit.form());
    model.put("faults", faults);
    return visit.page(faults.status(), "settings/account.jte", "Account", model);
  }

  /** The account belongs to neither environment: its name and contact change from both. */
  private Reply changeAccount(Visit visit) {
    return visit.trying(
        () -> {
          ObjectNode body =
              new JsonForm(visit.form())
                  .text("name", "name")
                  .text("contact_email", "contact_email")
                  .body();
          if (visit.form().find("contact_email").isEmpty()) {
            body.putNull("contact_email");
          }
          change(visit, Environment.LIVE, body);
          return visit.done("The account is changed.", ACCOUNT);
        },
        faults -> account(visit, faults));
  }

  private Reply changeRecipient(Visit visit) {
    return visit.trying(
        () -> {
          ObjectNode body =
              new JsonForm(visit.form())
                  .texts(
                      "default_recipient",
                      "recipient_name",
                      "account_number",
                      "bank_code",
                      "bank_country",
                      "currency")
                  .body();
          if (body.path("default_recipient") instanceof ObjectNode recipient) {
            recipient.set("name", recipient.remove("recipient_name"));
          } else {
            body.putNull("default_recipient");
          }
          change(visit, visit.environment(), body);
          return visit.done("The default recipient is changed.", ACCOUNT);
        },
        faults -> account(visit, faults));
  }

  private void change(Visit visit, Environment environment, ObjectNode body) {
    done(
        account.change(
            new HeadId(visit.accountId(), environment),
            visit.person().id(),
            visit.client(),
            read(body)));
  }

  private static JsonObject read(ObjectNode body) {
    return JsonReader.object(Json.text(body).getBytes(StandardCharsets.UTF_8));
  }

  private static void done(Outcome outcome) {
    if (outcome instanceof Outcome.Refused refused) {
      throw refused.error().exception();
    }
  }

  private Reply auditLog(Visit visit) {
    List<ObjectNode> entries =
        database.with(handle ->
            AuditRoutes.newest(
                handle, visit.accountId(), AuditFilter.of(visit.environment()), ENTRIES));
    return visit.page("settings/audit-log.jte", "Audit log", Map.of("entries", entries));
  }

  private Reply sandbox(Visit visit, Faults faults) {
    return visit.page(
        faults.status(), "sandbox.jte", "Sandbox", Map.of("form", visit.form(), "faults", faults));
  }

  private Reply fund(Visit visit) {
    return visit.trying(
        () -> {
          JsonForm form =
              new JsonForm(visit.form()).number("amount", "amount").text("currency", "currency");
          done(sandbox.fund(visit.head(), visit.person().id(), form.read()));
          return visit.done("The test money is added.", "/balances");
        },
        faults -> sandbox(visit, faults));
  }
}
