package com.remitflex.features.accounts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.accounts.AccountChange.RecipientChoice;
import com.remitflex.features.accounts.AccountChange.Replacement;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.RecipientJson;
import com.remitflex.features.recipients.saved.SavedRecipientJson;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.money.Currency;
import java.util.Optional;
import java.util.function.Function;

/** The account object of the API, and the body that changes it. */
final class AccountJson {
  /** What a request may send; the rules for a name allow less. */
  private static final int MAX_NAME_SENT = AccountRules.MAX_NAME * 10;

  private static final int MAX_ID = 100;

  private AccountJson() {}

  static ObjectNode object(AccountSettings settings) {
    Account account = settings.account();
    ObjectNode node = Json.object();
    node.put("id", account.id());
    node.put("environment", settings.alerts().head().environment().word());
    node.put("name", account.name());
    node.put("verification", account.verification().word());
    account.contactEmail().ifPresent(email -> node.put("contact_email", email));
    settings
        .defaultRecipient()
        .ifPresent(saved -> node.set("default_recipient", SavedRecipientJson.setting(saved)));
    node.set("alerts", AlertSettingsJson.object(settings.alerts()));
    node.put("created_at", Json.time(account.createdAt()));
    return node;
  }

  /**
   * Reads the body of PATCH /v1/account.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY,
   *     INVALID_RECIPIENT
   */
  static AccountChange change(JsonObject body, Environment environment) {
    if (environment == Environment.SANDBOX) {
      for (String field : new String[] {"name", "contact_email"}) {
        if (body.has(field)) {
          throw body.error(
              field, "Only a live admin key can change this: both environments share one value.");
        }
      }
    }
    Optional<String> name = body.string("name", MAX_NAME_SENT).map(AccountRules::requireName);
    Optional<Replacement<String>> email =
        replacement(
            body,
            "contact_email",
            field ->
                body.string(field, AccountRules.MAX_EMAIL).map(AccountRules::requireContactEmail));
    Optional<Replacement<RecipientChoice>> recipient =
        replacement(
            body,
            "default_recipient",
            field -> body.object(field).map(object -> recipient(object, environment)));
    Optional<Replacement<AccountAlerts.Change>> alerts =
        replacement(
            body, "alerts", field -> body.object(field).map(AlertSettingsJson::accountChange));
    body.rejectUnknown();
    return new AccountChange(name, email, recipient, alerts);
  }

  /** The field's new value, nothing where it is null, and no change where it is absent. */
  private static <T> Optional<Replacement<T>> replacement(
      JsonObject body, String field, Function<String, Optional<T>> read) {
    return body.takeNull(field)
        ? Optional.of(new Replacement<>(Optional.empty()))
        : read.apply(field).map(value -> new Replacement<>(Optional.of(value)));
  }

  /** A saved recipient by its ID, or a whole bank account. */
  private static RecipientChoice recipient(JsonObject object, Environment environment) {
    if (object.has("id")) {
      String id = object.requireString("id", MAX_ID);
      if (object.names().size() > 1) {
        throw object.error("id", "Send either the ID of a saved recipient, or all other fields.");
      }
      if (!IdPrefix.RECIPIENT.matches(id)) {
        throw ChangeAccount.unknownRecipient().exception();
      }
      return new RecipientChoice.Saved(id);
    }
    Recipient given = RecipientJson.take(object);
    Currency currency = object.requireCurrency("currency");
    object.rejectUnknown();
    return AccountChange.added(AccountRules.requireDefaultRecipient(given, currency, environment));
  }
}
