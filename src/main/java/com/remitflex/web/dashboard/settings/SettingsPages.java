package com.remitflex.web.dashboard.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.accounts.AccountAlerts;
import com.remitflex.features.accounts.AccountChange;
import com.remitflex.features.accounts.AccountService;
import com.remitflex.features.accounts.AccountSettings;
import com.remitflex.features.accounts.AlertKind;
import com.remitflex.features.activity.audit.AuditFilter;
import com.remitflex.features.activity.audit.AuditRoutes;
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
        .get(ACCOUNT, Permission.VIEW, request -> account(request, FormErrors.NONE))
        .post(ACCOUNT, Permission.MANAGE_ACCOUNT, Repeat.ENGINE, this::changeBusiness)
        .post(
            ACCOUNT + "/recipient", Permission.MANAGE_ACCOUNT, Repeat.ENGINE, this::changeRecipient)
        .post(ACCOUNT + "/alerts", Permission.MANAGE_ACCOUNT, Repeat.ENGINE, this::changeAlerts)
        .get("/settings/audit-log", Permission.VIEW, this::auditLog)
        .get("/sandbox", Permission.VIEW, request -> sandbox(request, FormErrors.NONE))
        .post("/sandbox/fund", Permission.PAY, Repeat.ENGINE, this::fund);
  }

  private Response account(PageRequest request, FormErrors errors) {
    AccountSettings settings = accounts.settings(request.head());
    Map<String, Object> model = new HashMap<>();
    model.put("account", settings.account());
    model.put("recipient", settings.defaultRecipient());
    model.put("alerts", settings.alerts());
    model.put("kinds", MUTABLE_KINDS);
    model.put("form", request.form());
    model.put("faults", errors);
    return request.page(errors.status(), "settings/account.jte", "Account", model);
  }

  /** Both environments share the name and the contact address. */
  private Response changeBusiness(PageRequest request) {
    return request.trying(
        () -> {
          AccountChange change =
              AccountChange.ofBusiness(text(request, "name"), text(request, "contact_email"));
          change(request, Environment.LIVE, change);
          return request.done("Account saved.", ACCOUNT);
        },
        errors -> account(request, errors));
  }

  private Response changeRecipient(PageRequest request) {
    return request.trying(
        () -> {
          boolean empty =
              RECIPIENT_FIELDS.stream().noneMatch(name -> request.form().find(name).isPresent());
          AccountChange change =
              empty ? AccountChange.withoutDefaultRecipient() : newRecipient(request);
          change(request, request.environment(), change);
          return request.done("Default recipient saved.", ACCOUNT);
        },
        errors -> account(request, errors));
  }

  private static AccountChange newRecipient(PageRequest request) {
    Recipient recipient =
        new Recipient(
            required(request, "recipient_name", "name"),
            required(request, "account_number", "account_number"),
            required(request, "bank_code", "bank_code"),
            required(request, "bank_country", "bank_country"),
            Optional.empty());
    String code = required(request, "currency", "currency");
    Currency currency =
        Currency.find(code)
            .orElseThrow(() ->
                ApiError.at(
                        "default_recipient.currency",
                        ErrorCode.INVALID_CURRENCY,
                        "Must be a supported currency in upper case, for example EUR.")
                    .exception());
    return AccountChange.ofDefaultRecipient(recipient, currency, request.environment());
  }

  private static String required(PageRequest request, String name, String field) {
    return text(request, name)
        .orElseThrow(() ->
            ApiError.at("default_recipient." + field, ErrorCode.VALIDATION_ERROR, "Required.")
                .exception());
  }

  /** A field without the spaces around it; an API key in it, put there by mistake, is masked. */
  private static Optional<String> text(PageRequest request, String name) {
    return request.form().find(name).map(String::strip).map(ApiKeyText::mask);
  }

  private Response changeAlerts(PageRequest request) {
    return request.trying(
        () -> {
          AccountAlerts.Change alerts =
              new AccountAlerts.Change(
                  Optional.of(AlertForm.muted(request.form(), MUTABLE_KINDS)),
                  AlertForm.silenceDays(request.form(), "alerts.silence_days"),
                  Optional.of(request.form().find("email").isPresent()));
          change(request, request.environment(), AccountChange.ofAlerts(alerts));
          return request.done("Alert settings saved.", ACCOUNT);
        },
        errors -> account(request, errors));
  }

  private void change(PageRequest request, Environment environment, AccountChange change) {
    PageRequest.requireDone(accounts.change(request.caller(environment), change));
  }

  private Response auditLog(PageRequest request) {
    Filters filters = new Filters(request, AUDIT_FILTERS);
    String fault = "";
    List<ObjectNode> found = List.of();
    try {
      AuditFilter filter = AuditFilter.read(filters.query(), request.environment());
      found =
          database.with(handle ->
              AuditRoutes.before(handle, request.accountId(), filter, filters.from(), PAGE + 1));
    } catch (ApiException e) {
      fault = Filters.message(e);
    }
    boolean full = found.size() > PAGE;
    List<ObjectNode> page = full ? found.subList(0, PAGE) : found;
    Map<String, Object> model = new HashMap<>();
    model.put("entries", page);
    model.put("filters", filters.chips());
    model.put("fault", fault);
    model.put(
        "next", filters.next(full ? Optional.of(position(page.getLast())) : Optional.empty()));
    return request.page(Filters.status(fault), "settings/audit-log.jte", "Audit log", model);
  }

  private static Position position(ObjectNode entry) {
    return new Position(
        Instant.parse(entry.path("created_at").asText()), entry.path("seq").asLong());
  }

  private Response sandbox(PageRequest request, FormErrors errors) {
    return request.page(
        errors.status(),
        "sandbox.jte",
        "Sandbox",
        Map.of("form", request.form(), "faults", errors));
  }

  private Response fund(PageRequest request) {
    return request.trying(
        () -> {
          JsonForm form =
              new JsonForm(request.form()).number("amount", "amount").text("currency", "currency");
          PageRequest.requireDone(sandbox.fund(request.caller(), form.read()));
          return request.done("Test funds added.", "/balances");
        },
        errors -> sandbox(request, errors));
  }
}
