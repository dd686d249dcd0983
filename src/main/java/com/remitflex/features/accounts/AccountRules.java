package com.remitflex.features.accounts;

import com.remitflex.core.mail.Mail;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.saved.RecipientDetails;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.platform.text.Names;
import java.util.Optional;

/** The rules for the values of an account's settings, whether a request or a form sets them. */
final class AccountRules {
  static final int MAX_NAME = 100;
  static final int MAX_EMAIL = 254;

  private AccountRules() {}

  /**
   * Checks a name.
   *
   * @param stored the name in the form in which it is stored
   * @return VALIDATION_ERROR (name); empty when the name is valid
   */
  static Optional<ApiError> checkName(String stored) {
    return Names.error(stored, MAX_NAME)
        .map(fault -> ApiError.at("name", ErrorCode.VALIDATION_ERROR, "The name " + fault + "."));
  }

  /**
   * The name in the form in which it is stored.
   *
   * @throws ApiException VALIDATION_ERROR (name)
   */
  static String requireName(String given) {
    String stored = Names.stored(given);
    checkName(stored)
        .ifPresent(error -> {
          throw error.exception();
        });
    if (!ApiKeyText.mask(stored).equals(stored)) {
      throw invalid("name", "The name contains an API key. Enter the name of the business.");
    }
    return stored;
  }

  /**
   * The address, when it is one.
   *
   * @throws ApiException VALIDATION_ERROR (contact_email)
   */
  static String requireContactEmail(String given) {
    if (given.length() > MAX_EMAIL || !Mail.isAddress(given)) {
      throw invalid("contact_email", "Must be an email address, for example name@example.com.");
    }
    return given;
  }

  /**
   * The details of a new default recipient, in the form in which they are stored.
   *
   * @throws ApiException INVALID_CURRENCY (default_recipient.currency), INVALID_RECIPIENT
   */
  static RecipientDetails requireDefaultRecipient(
      Recipient given, Currency currency, Environment environment) {
    return switch (RecipientDetails.of(given, currency).checkedBankAccount(environment)) {
      case Result.Ok<RecipientDetails>(RecipientDetails stored) -> stored;
      case Result.Rejected<RecipientDetails>(ApiError error) ->
          throw ApiError.at(
                  "default_recipient." + error.field().orElseThrow(), error.code(), error.message())
              .exception();
    };
  }

  private static ApiException invalid(String field, String message) {
    return ApiError.at(field, ErrorCode.VALIDATION_ERROR, message).exception();
  }
}
