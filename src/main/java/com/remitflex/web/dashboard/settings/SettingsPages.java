package com.remitflex.web.dashboard.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.accounts.AccountAlerts;
import com.remitflex.features.accounts.AccountChange;
import com.remitflex.features.accounts.AccountService;
import com.remitflex.features.accounts.AccountSettings;
import com.remitflex.features.accounts.AlertKind;
import com.remitflex.features.activity.audit.AuditFilter;
import com.remitflex.features.activity.audit.AuditRoutes;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.payments.sandbox.SandboxRoutes;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Cursors.Position;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.web.dashboard.activity.AlertForm;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.JsonForm;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings → Account and Audit log, and the sandbox. */
public final class SettingsPages {
  private static final String ACCOUNT = "/settings/account";
  private static final int PAGE = 25;

  private static final List<String> RECIPIENT_FIELDS =
      List.of("recipient_name", "account_number", "bank_code", "bank_country", "currency");

  /** The kinds that an account can mute for all its keys. */
  private static final List<AlertKind> MUTABLE_KINDS =
      Arrays.stream(AlertKind.values()).filter(kind -> kind != AlertKind.CANARY).toList();

  private static final List<String> AUDIT_FILTERS =
      List.of("action", "subject", "created_after", "created_before");

  private final Database database;
  private final AccountService accounts;
  private final SandboxRoutes sandbox;

  public SettingsPages(Database database, AccountService accounts, SandboxRoutes sandbox) {
    this.database = database;
    this.accounts = accounts;
    this.sandbox = sandbox;
  }

  public void addTo(Pages pages) {
    pages
        .get(ACCOUNT, Permission.VIEW, visit -> account(visit, FormErrors.NONE))
        .post(ACCOUNT, Permission.MANAGE_ACCOUNT, Repeat.ENGINE, this::changeBusiness)
        .post(
            ACCOUNT + "/recipient", Permission.MANAGE_ACCOUNT, Repeat.ENGINE, this::changeRecipient)
        .post(ACCOUNT + "/alerts", Permission.MANAGE_ACCOUNT, Repeat.ENGINE, this::changeAlerts)
        .get("/settings/audit-log", Permission.VIEW, this::auditLog)
        .get("/sandbox", Permission.VIEW, visit -> sandbox(visit, FormErrors.NONE))
        .post("/sandbox/fund", Permission.PAY, Repeat.ENGINE, this::fund);
  }

  private Response account(PageRequest visit, FormErrors faults) {
    AccountSettings settings = accounts.settings(visit.head());
    Map<String, Object> model = new HashMap<>();
    model.put("account", settings.account());
    model.put("recipient", settings.defaultRecipient());
    model.put("alerts", settings.alerts());
    model.put("kinds", MUTABLE_KINDS);
    model.put("form", visit.form());
    model.put("faults", faults);
    return visit.page(faults.status(), "settings/account.jte", "Account", model);
  }

  /** Both environments share the name and the contact address. */
  private Response changeBusiness(PageRequest visit) {
    return visit.trying(
        () -> {
          AccountChange change =
              AccountChange.ofBusiness(text(visit, "name"), text(visit, "contact_email"));
          change(visit, Environment.LIVE, change);
          return visit.done("Account saved.", ACCOUNT);
        },
        faults -> account(visit, faults));
  }

  private Response changeRecipient(PageRequest visit) {
    return visit.trying(
        () -> {
          boolean empty = RECIPIENT_FIELDS.stream().noneMatch(name -> visit.form().find(name).isPresent());
          AccountChange change =
              empty ? AccountChange.withoutDefaultRecipient() : newRecipient(visit);
          change(visit, visit.environment(), change);
          return visit.done("Default recipient saved.", ACCOUNT);
        },
        faults -> account(visit, faults));
  }

  private static AccountChange newRecipient(PageRequest visit) {
    Recipient recipient =
        new Recipient(
            required(visit, "recipient_name", "name"),
            required(visit, "account_number", "account_number"),
            required(visit, "bank_code", "bank_code"),
            required(visit, "bank_country", "bank_country"),
            Optional.empty());
    String code = required(visit, "currency", "currency");
    Currency currency =
        Currency.find(code)
            .orElseThrow(() ->
                ApiError.at(
                        "default_recipient.currency",
                        ErrorCode.INVALID_CURRENCY,
                        "Must be a supported currency in upper case, for example EUR.")
                    .exception());
    return AccountChange.ofDefaultRecipient(recipient, currency, visit.environment());
  }

  private static String required(PageRequest visit, String name, String field) {
    return text(visit, name)
        .orElseThrow(() ->
            ApiError.at("default_recipient." + field, ErrorCode.VALIDATION_ERROR, "Required.")
                .exception());
  }

  /** A field without the spaces around it; an API key in it, put there by mistake, is masked. */
  private static Optional<String> text(PageRequest visit, String name) {
    return visit.form().find(name).map(String::strip).map(ApiKeyText::mask);
  }

  private Response changeAlerts(PageRequest visit) {
    return visit.trying(
        () -> {
          AccountAlerts.Change alerts =
              new AccountAlerts.Change(
                  Optional.of(AlertForm.muted(visit.form(), MUTABLE_KINDS)),
                  AlertForm.silenceDays(visit.form(), "alerts.silence_days"),
                  Optional.of(visit.form().find("email").isPresent()));
          change(visit, visit.environment(), AccountChange.ofAlerts(alerts));
          return visit.done("Alert settings saved.", ACCOUNT);
        },
        faults -> account(visit, faults));
  }

  private void change(PageRequest visit, Environment environment, AccountChange change) {
    PageRequest.requireDone(
        accounts.change(
            visit.caller(environment),
            PeopleAudit.actor(visit.person(), visit.client()),
            change));
  }

  private Response auditLog(PageRequest visit) {
    Filters filters = new Filters(visit, AUDIT_FILTERS);
    String fault = "";
    List<ObjectNode> found = List.of();
    try {
      AuditFilter filter = AuditFilter.read(filters.query(), visit.environment());
      found =
          database.with(handle ->
              AuditRoutes.before(handle, visit.accountId(), filter, filters.from(), PAGE + 1));
    } catch (ApiException e) {
      fault = Filters.told(e);
    }
    boolean full = found.size() > PAGE;
    List<ObjectNode> page = full ? found.subList(0, PAGE) : found;
    Map<String, Object> model = new HashMap<>();
    model.put("entries", page);
    model.put("filters", filters.chips());
    model.put("fault", fault);
    model.put(
        "next", filters.next(full ? Optional.of(position(page.getLast())) : Optional.empty()));
    return visit.page(Filters.status(fault), "settings/audit-log.jte", "Audit log", model);
  }

  private static Position position(ObjectNode entry) {
    return new Position(
        Instant.parse(entry.path("created_at").asText()), entry.path("seq").asLong());
  }

  private Response sandbox(PageRequest visit, FormErrors faults) {
    return visit.page(
        faults.status(), "sandbox.jte", "Sandbox", Map.of("form", visit.form(), "faults", faults));
  }

  private Response fund(PageRequest visit) {
    return visit.trying(
        () -> {
          JsonForm form =
              new JsonForm(visit.form()).number("amount", "amount").text("currency", "currency");
          PageRequest.requireDone(sandbox.fund(visit.caller(), form.read()));
          return visit.done("Test funds added.", "/balances");
        },
        faults -> sandbox(visit, faults));
  }
}
