package com.remitflex.features.accounts;

import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.saved.RecipientDetails;
import com.remitflex.features.recipients.saved.SavedRecipient;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
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
    Optional<Replacement<RecipientChoice>> defaultRecipient,
    Optional<Replacement<AccountAlerts.Change>> alerts) {

  /** The recipient that becomes the default. */
  public sealed interface RecipientChoice {
    /** One that is saved already. */
    record Saved(String id) implements RecipientChoice {}

    /** One that is saved now, unless it is the default already. */
    record Added(String id, RecipientDetails details) implements RecipientChoice {}
  }

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
        Optional.of(added(AccountRules.requireDefaultRecipient(recipient, currency, environment))));
  }

  static RecipientChoice added(RecipientDetails details) {
    return new RecipientChoice.Added(IdPrefix.RECIPIENT.next(), details);
  }

  /** A saved recipient becomes the default. */
  public static AccountChange ofDefaultRecipient(String id) {
    return defaultRecipient(Optional.of(new RecipientChoice.Saved(id)));
  }

  public static AccountChange withoutDefaultRecipient() {
    return defaultRecipient(Optional.empty());
  }

  private static AccountChange defaultRecipient(Optional<RecipientChoice> recipient) {
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

  /** The settings after this change, with the default recipient that it leads to. */
  AccountSettings applyTo(AccountSettings before, Optional<SavedRecipient> recipient) {
    Account account = before.account();
    return new AccountSettings(
        new Account(
            account.id(),
            name.orElse(account.name()),
            account.verification(),
            account.createdAt(),
            contactEmail.map(Replacement::value).orElse(account.contactEmail())),
        alerts.map(one -> alertsAfter(before.alerts(), one)).orElse(before.alerts()),
        recipient);
  }

  private static AccountAlerts alertsAfter(
      AccountAlerts before, Replacement<AccountAlerts.Change> change) {
    return change.value().map(before::with).orElse(AccountAlerts.of(before.head()));
  }

  /** The API names of the settings that differ. */
  static List<String> changedFields(AccountSettings before, AccountSettings after) {
    List<String> fields = new ArrayList<>();
    if (!after.account().name().equals(before.account().name())) {
      fields.add("name");
    }
    if (!after.account().contactEmail().equals(before.account().contactEmail())) {
      fields.add("contact_email");
    }
    if (after.isOtherDefault(before)) {
      fields.add("default_recipient");
    }
    if (!after.alerts().equals(before.alerts())) {
      fields.add("alerts");
    }
    return fields;
  }
}
