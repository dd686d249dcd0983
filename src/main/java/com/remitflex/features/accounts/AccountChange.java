package com.remitflex.features.accounts;

import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.SavedRecipient;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A change of an account's settings, whose values are valid. An empty field leaves the setting as
 * it is; an empty {@link Replacement} removes it.
 *
 * @param alerts an empty replacement restores the initial alert settings
 */
public record AccountChange(
    Optional<String> name,
    Optional<Replacement<String>> contactEmail,
    Optional<Replacement<SavedRecipient>> defaultRecipient,
    Optional<Replacement<AccountAlerts.Change>> alerts) {

  /** The new value of a setting; empty: the setting is removed. */
  public record Replacement<T>(Optional<T> value) {}

  /**
   * A change of the name and the contact address.
   *
   * @param name empty: stays
   * @param contactEmail empty: removed
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (name, contact_email)
   */
  public static AccountChange ofBusiness(Optional<String> name, Optional<String> contactEmail) {
    return new AccountChange(
        name.map(AccountRules::requireName),
        Optional.of(new Replacement<>(contactEmail.map(AccountRules::requireContactEmail))),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * A new default recipient.
   *
   * @throws com.remitflex.platform.errors.ApiException INVALID_CURRENCY, INVALID_RECIPIENT
   */
  public static AccountChange ofDefaultRecipient(
      Recipient recipient, Currency currency, Environment environment) {
    return defaultRecipient(
        Optional.of(AccountRules.requireDefaultRecipient(recipient, currency, environment)));
  }

  public static AccountChange withoutDefaultRecipient() {
    return defaultRecipient(Optional.empty());
  }

  private static AccountChange defaultRecipient(Optional<SavedRecipient> recipient) {
    return new AccountChange(
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Replacement<>(recipient)),
        Optional.empty());
  }

  public static AccountChange ofAlerts(AccountAlerts.Change alerts) {
    return new AccountChange(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Replacement<>(Optional.of(alerts))));
  }

  /** The settings after this change. */
  AccountSettings applyTo(AccountSettings before) {
    Account account = before.account();
    return new AccountSettings(
        new Account(
            account.id(),
            name.orElse(account.name()),
            account.verification(),
            account.createdAt(),
            contactEmail.map(Replacement::value).orElse(account.contactEmail())),
        alerts.map(one -> alertsAfter(before.alerts(), one)).orElse(before.alerts()),
        defaultRecipient.map(Replacement::value).orElse(before.defaultRecipient()));
  }

  private static AccountAlerts alertsAfter(
      AccountAlerts before, Replacement<AccountAlerts.Change> change) {
    return change.value().map(before::with).orElse(AccountAlerts.of(before.head()));
  }

  /** The API names of the settings that differ; a default recipient that is set again does. */
  static List<String> changedFields(AccountSettings before, AccountSettings after) {
    List<String> fields = new ArrayList<>();
    if (!after.account().name().equals(before.account().name())) {
      fields.add("name");
    }
    if (!after.account().contactEmail().equals(before.account().contactEmail())) {
      fields.add("contact_email");
    }
    if (!after.defaultRecipient().equals(before.defaultRecipient())) {
      fields.add("default_recipient");
    }
    if (!after.alerts().equals(before.alerts())) {
      fields.add("alerts");
    }
    return fields;
  }
}
