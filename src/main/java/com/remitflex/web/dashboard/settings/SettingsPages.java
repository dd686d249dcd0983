package com.remitflex.web.dashboard.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.audit.AuditEntry;
import com.remitflex.features.accounts.Account;
import com.remitflex.features.accounts.AccountAlertStore;
import com.remitflex.features.accounts.AccountRoutes;
import com.remitflex.features.accounts.AccountStore;
import com.remitflex.features.accounts.AlertKind;
import com.remitflex.features.activity.audit.AuditFilter;
import com.remitflex.features.activity.audit.AuditLog;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.payments.sandbox.SandboxService;
import com.remitflex.features.recipients.RecipientStore;
import com.remitflex.features.recipients.SavedRecipient;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.money.Money;
import com.remitflex.web.dashboard.activity.AlertPages;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.FormFields;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.JsonForm;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings → Account and Audit log, and the sandbox. */
public final class SettingsPages {
  private static final String ACCOUNT = "/settings/account";
  private static final int PAGE = 25;

  /** What an account can mute for all its keys. */
  private static final List<AlertKind> TOLD =
      Arrays.stream(AlertKind.values()).filter(kind -> kind != AlertKind.CANARY).toList();

  private static final List<String> AUDIT_FILTERS =
      List.of("action", "subject", "created_after", "created_before");

  private final Database database;
  private final AccountRoutes account;
  private final SandboxService sandbox;
  private final AuditLog audit;

  public SettingsPages(
      Database database, AccountRoutes account, SandboxService sandbox, AuditLog audit) {
    this.audit = audit;
    this.database = database;
    this.account = account;
    this.sandbox = sandbox;
  }

  public void addTo(Pages pages) {
    pages
        .get(ACCOUNT, Permission.VIEW, visit -> account(visit, FormErrors.NONE))
        .post(ACCOUNT, Permission.MANAGE_ACCOUNT, Repeat.ENGINE, this::changeAccount)
        .post(
            ACCOUNT + "/recipient", Permission.MANAGE_ACCOUNT, Repeat.ENGINE, this::changeRecipient)
        .post(ACCOUNT + "/alerts", Permission.MANAGE_ACCOUNT, Repeat.ENGINE, this::changeAlerts)
        .get("/settings/audit-log", Permission.VIEW, this::auditLog)
        .get("/sandbox", Permission.VIEW, visit -> sandbox(visit, FormErrors.NONE))
        .post("/sandbox/fund", Permission.PAY, Repeat.ENGINE, this::fund);
  }

  private Response account(PageRequest visit, FormErrors faults) {
    Account one =
        database.with(handle -> AccountStore.find(handle, visit.accountId())).orElseThrow();
    Optional<SavedRecipient> recipient =
        database.with(handle ->
            Optional.ofNullable(
                RecipientStore.defaults(handle, List.of(visit.head())).get(visit.head())));
    Map<String, Object> model = new HashMap<>();
    model.put("account", one);
    model.put("recipient", recipient);
    model.put("alerts", database.with(handle -> AccountAlertStore.of(handle, visit.head())));
    model.put("kinds", TOLD);
    model.put("form", visit.form());
    model.put("faults", faults);
    return visit.page(faults.status(), "settings/account.jte", "Account", model);
  }

  /** The account belongs to neither environment: its name and contact change from both. */
  private Response changeAccount(PageRequest visit) {
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
          return visit.done("Account saved.", ACCOUNT);
        },
        faults -> account(visit, faults));
  }

  private Response changeRecipient(PageRequest visit) {
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
          return visit.done("Default recipient saved.", ACCOUNT);
        },
        faults -> account(visit, faults));
  }

  private Response changeAlerts(PageRequest visit) {
    return visit.trying(
        () -> {
          ObjectNode body = Json.object();
          ObjectNode alerts =
              new JsonForm(visit.form()).number("silence_days", "silence_days").body();
          alerts.set("muted", AlertKind.array(AlertPages.muted(visit.form(), TOLD)));
          alerts.put("email", visit.form().find("email").isPresent());
          body.set("alerts", alerts);
          change(visit, visit.environment(), body);
          return visit.done("Alert settings saved.", ACCOUNT);
        },
        faults -> account(visit, faults));
  }

  private void change(PageRequest visit, Environment environment, ObjectNode body) {
    PageRequest.requireDone(account.change(visit.caller(environment), JsonForm.read(body)));
  }

  private Response auditLog(PageRequest visit) {
    Filters filters = new Filters(visit, AUDIT_FILTERS);
    Filters.Listing<Page<AuditEntry>> listing =
        filters.read(
            PAGE,
            Page.empty(),
            (query, page) ->
                audit.list(visit.accountId(), AuditFilter.read(query, visit.environment()), page));
    Map<String, Object> model = new HashMap<>();
    model.put("entries", listing.found().items());
    model.put("filters", filters.chips());
    model.put("fault", listing.error());
    model.put("next", filters.next(listing.found().next()));
    return visit.page(listing.status(), "settings/audit-log.jte", "Audit log", model);
  }

  private Response sandbox(PageRequest visit, FormErrors faults) {
    return visit.page(
        faults.status(), "sandbox.jte", "Sandbox", Map.of("form", visit.form(), "faults", faults));
  }

  private Response fund(PageRequest visit) {
    return visit.trying(
        () -> {
          Money money = new FormFields(visit.form()).requireMoney("amount", "currency");
          PageRequest.requireDone(sandbox.fund(visit.caller(), money));
          return visit.done("Test funds added.", "/balances");
        },
        faults -> sandbox(visit, faults));
  }
}
