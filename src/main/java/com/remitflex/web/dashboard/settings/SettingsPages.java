package com.remitflex.web.dashboard.settings;

import com.remitflex.core.audit.AuditEntry;
import com.remitflex.features.accounts.Account;
import com.remitflex.features.accounts.AccountAlerts;
import com.remitflex.features.accounts.AccountChange;
import com.remitflex.features.accounts.AccountService;
import com.remitflex.features.accounts.AccountSettings;
import com.remitflex.features.accounts.AlertKind;
import com.remitflex.features.accounts.tiers.TierStatus;
import com.remitflex.features.activity.audit.AuditFilter;
import com.remitflex.features.activity.audit.AuditLog;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.payments.sandbox.SandboxService;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.web.dashboard.activity.AlertForm;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.FormFields;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Settings → Account and Audit log, and the sandbox. */
public final class SettingsPages {
  private static final String ACCOUNT = "/settings/account";
  private static final int PAGE = 25;

  /** What a field may hold; the rules for its value allow less. */
  private static final int MAX_TEXT = 1_000;

  /** Precedes the API's names of a recipient's fields. */
  private static final String RECIPIENT = "default_recipient.";

  private static final List<String> RECIPIENT_FIELDS =
      List.of("recipient_name", "account_number", "bank_code", "bank_country", "currency");

  /** The kinds that an account can mute for all its keys. */
  private static final List<AlertKind> MUTABLE_KINDS =
      Arrays.stream(AlertKind.values()).filter(kind -> kind != AlertKind.CANARY).toList();

  private static final List<String> AUDIT_FILTERS =
      List.of("action", "subject", "created_after", "created_before");

  private final AccountService accounts;
  private final SandboxService sandbox;
  private final AuditLog audit;
  private final Function<Account, TierStatus> limits;

  /**
   * The pages.
   *
   * @param limits of live payments, with what is left of them
   */
  public SettingsPages(
      AccountService accounts,
      SandboxService sandbox,
      AuditLog audit,
      Function<Account, TierStatus> limits) {
    this.limits = limits;
    this.accounts = accounts;
    this.sandbox = sandbox;
    this.audit = audit;
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
    model.put("limits", limits.apply(settings.account()));
    model.put("form", request.form());
    model.put("errors", errors);
    return request.page(errors.status(), "settings/account.jte", "Account", model);
  }

  /** Both environments share the name and the contact address. */
  private Response changeBusiness(PageRequest request) {
    return request.trying(
        () -> {
          FormFields fields = new FormFields(request.form());
          AccountChange change =
              AccountChange.ofBusiness(
                  fields.text("name", MAX_TEXT), fields.text("contact_email", MAX_TEXT));
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
    FormFields fields = new FormFields(request.form());
    Recipient recipient =
        new Recipient(
            required(fields, "recipient_name", "name"),
            required(fields, "account_number", "account_number"),
            required(fields, "bank_code", "bank_code"),
            required(fields, "bank_country", "bank_country"),
            Optional.empty());
    String code = required(fields, "currency", "currency");
    Currency currency =
        Currency.find(code)
            .orElseThrow(() ->
                ApiError.at(
                        RECIPIENT + "currency",
                        ErrorCode.INVALID_CURRENCY,
                        "This currency is not supported. Currency codes are in upper case, for"
                            + " example EUR.")
                    .exception());
    return AccountChange.ofDefaultRecipient(recipient, currency, request.environment());
  }

  private static String required(FormFields fields, String name, String parameter) {
    return fields.requireText(name, RECIPIENT + parameter, MAX_TEXT);
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
    accounts.change(request.caller(environment), change).orElseThrow();
  }

  private Response auditLog(PageRequest request) {
    Filters filters = new Filters(request, AUDIT_FILTERS);
    Filters.Listing<Page<AuditEntry>> listing =
        filters.read(
            PAGE,
            Page.empty(),
            (query, page) ->
                audit.list(
                    request.accountId(), AuditFilter.read(query, request.environment()), page));
    Map<String, Object> model = new HashMap<>();
    model.put("entries", listing.found().items());
    model.put("filters", filters.chips());
    model.put("error", listing.error());
    model.put("next", filters.next(listing.found().next()));
    return request.page(listing.status(), "settings/audit-log.jte", "Audit log", model);
  }

  private Response sandbox(PageRequest request, FormErrors errors) {
    return request.page(
        errors.status(),
        "sandbox.jte",
        "Sandbox",
        Map.of("form", request.form(), "errors", errors));
  }

  private Response fund(PageRequest request) {
    return request.trying(
        () -> {
          Money money = new FormFields(request.form()).requireMoney("amount", "currency");
          sandbox.fund(request.caller(), money).orElseThrow();
          return request.done("Test funds added.", "/balances");
        },
        errors -> sandbox(request, errors));
  }
}
