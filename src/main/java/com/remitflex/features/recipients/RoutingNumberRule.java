package com.remitflex.features.recipients;

import static com.remitflex.features.recipients.RecipientField.ACCOUNT_NUMBER;
import static com.remitflex.features.recipients.RecipientField.BANK_CODE;

import com.remitflex.platform.errors.ApiError;
import java.util.Optional;
import org.apache.commons.validator.routines.checkdigit.ABANumberCheckDigit;

/**
 * A United States account with the ABA routing number of its bank.
 *
 * <p>The first two digits are a Federal Reserve district (01 to 12), that plus 20 for thrifts or
 * plus 60 for electronic transactions (ABA Routing Number Policy). 00 (government) and 80
 * (traveller's cheques) hold no customer's account. Account numbers have at most the 17 characters
 * of an ACH entry (Nacha Operating Rules).
 */
record RoutingNumberRule() implements AccountRule {
  private static final Format ACCOUNT = Format.digits(4, 17);
  private static final Format ROUTING =
      Format.of(
          "(0[1-9]|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2])[0-9]{7}",
          "an ABA routing number: 9 digits, the first two from 01 to 12, 21 to 32 or 61 to 72");

  @Override
  public Recipient stored(Recipient recipient) {
    // A hyphen in an account number may be a part of it, so that it is not removed.
    return recipient
        .withAccountNumber(Format.withoutSpaces(recipient.accountNumber()))
        .withBankCode(Format.withoutSpacesAndHyphens(recipient.bankCode()));
  }

  @Override
  public Optional<ApiError> check(Recipient stored, TestAccounts testAccounts) {
    if (!ACCOUNT.matches(stored.accountNumber())) {
      return ACCOUNT_NUMBER.refuseForm(ACCOUNT);
    }
    if (!ROUTING.matches(stored.bankCode())) {
      return BANK_CODE.refuseForm(ROUTING);
    }
    if (!ABANumberCheckDigit.ABAN_CHECK_DIGIT.isValid(stored.bankCode())) {
      return BANK_CODE.refuse(
          "The routing number's check digit does not fit: expected an ABA routing number copied"
              + " without a mistake.");
    }
    return Optional.empty();
  }
}
