package com.remitflex.features.accounts;

import com.remitflex.core.mail.Mail;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.RecipientJson;
import com.remitflex.features.recipients.RecipientRules;
import com.remitflex.features.recipients.SavedRecipient;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.platform.text.Names;
import java.util.Optional;

/**
 * The body of PATCH /v1/account, each member checked by itself.
 *
 * @param name empty: stays
 * @param contactEmail empty: stays; a change to nothing when it was null
 * @param defaultRecipient likewise
 * @param alerts likewise: told of everything again
 */
record AccountChange(
    Optional<String> name,
    Optional<Change<String>> contactEmail,
    Optional<Change<SavedRecipient>> defaultRecipient,
    Optional<Change<AccountAlerts.Change>> alerts) {
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_EMAIL = 254;

  /** What a member becomes: nothing when it was null. */
  record Change<T>(Optional<T> value) {}

  /**
   * Reads the body.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY,
   *     INVALID_RECIPIENT
   */
  static AccountChange read(JsonObject body, Environment environment) {
    if (environment == Environment.SANDBOX) {
      for (String member : new String[] {"name", "contact_email"}) {
        if (body.has(member)) {
          throw body.error(
              member, "Only a live admin key can change this; the sandbox has no name of its own.");
        }
      }
    }
    Optional<String> name = body.string("name", LONGEST_NAME * 10).map(text -> name(body, text));
    Optional<Change<String>> email =
        body.takeNull("contact_email")
            ? Optional.of(new Change<>(Optional.empty()))
            : body.string("contact_email", LONGEST_EMAIL)
                .map(text -> new Change<>(Optional.of(address(body, text))));
    Optional<Change<SavedRecipient>> recipient =
        body.takeNull("default_recipient")
            ? Optional.of(new Change<>(Optional.empty()))
            : body.object("default_recipient")
                .map(object -> new Change<>(Optional.of(recipient(object, environment))));
    Optional<Change<AccountAlerts.Change>> alerts =
        body.takeNull("alerts")
            ? Optional.of(new Change<>(Optional.empty()))
            : body.object("alerts")
                .map(object -> new Change<>(Optional.of(AccountAlerts.Change.take(object))));
    body.rejectUnknown();
    return new AccountChange(name, email, recipient, alerts);
  }

  private static String name(JsonObject body, String text) {
    String name = Names.stored(text);
    Optional<String> fault = Names.error(name, LONGEST_NAME);
    if (fault.isPresent()) {
      throw body.error("name", "The name " + fault.get() + ".");
    }
    if (!ApiKeyText.mask(name).equals(name)) {
      throw body.error("name", "The name contains an API key: enter the name of the business.");
    }
    return name;
  }

  private static String address(JsonObject body, String text) {
    if (!Mail.isAddress(text)) {
      throw body.error("contact_email", "Must be an e-mail address, as name@example.com.");
    }
    return text;
  }

  private static SavedRecipient recipient(JsonObject object, Environment environment) {
    Recipient given = RecipientJson.take(object);
    Currency currency = object.requireCurrency("currency");
    object.rejectUnknown();
    if (currency.isStablecoin()) {
      throw ApiError.at(
              object.field("currency"),
              ErrorCode.INVALID_CURRENCY,
              "A bank account is paid in a fiat currency.")
          .exception();
    }
    RecipientRules.check(given, currency, environment)
        .ifPresent(fault -> {
          String field = "default_" + fault.field().orElse("recipient");
          throw ApiError.at(field, fault.code(), fault.message()).exception();
        });
    return new SavedRecipient(
        IdPrefix.RECIPIENT.next(), RecipientRules.stored(given, currency), currency);
  }
}
