package com.remitflex.features.recipients;

import static com.remitflex.features.recipients.RecipientField.ACCOUNT_NUMBER;
import static com.remitflex.features.recipients.RecipientField.BANK_CODE;

import com.remitflex.platform.errors.ApiError;
import java.util.Optional;
import org.apache.commons.validator.routines.checkdigit.ABANumberCheckDigit;

/**
 * An account in the United States with the ABA routing number of its bank.
 *
 * <p>The first two digits are a Federal Reserve district (01 to 12), that plus 20 for thrifts or
 * plus 60 for electronic transactions (ABA Routing Number Policy). No customer has an account under
 * 00 (government) or 80 (traveller's cheques). Account numbers have at most the 17 characters of an
 * ACH entry (Nacha Operating Rules).
 */
record RoutingNumberRule() implements AccountRule {
  private static final Format ACCOUNT = Format.digits(4, 17);
  private static final Format ROUTING =
      Format.of(
          "(0[1-9]|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2])[0-9]{7}",
          "an ABA routing number: 9 digits, the first two from 01 to 12, 21 to 32 or 61 to 72");

  @Override
  public AccountFields fields() {
    return new AccountFields(ACCOUNT, ROUTING, "000123456789", "021000021");
  }

  @Override
  public Recipient stored(Recipient recipient) {
    // A hyphen can be part of the account number, so it is not removed.
    return recipient
        .withAccountNumber(Format.withoutSpaces(recipient.accountNumber()))
        .withBankCode(Format.withoutSpacesAndHyphens(recipient.bankCode()));
  }

  @Override
  public Optional<ApiError> check(Recipient stored, TestAccounts testAccounts) {
    if (!ACCOUNT.matches(stored.accountNumber())) {
      return ACCOUNT_NUMBER.rejectFormat(ACCOUNT);
    }
    if (!ROUTING.matches(stored.bankCode())) {
      return BANK_CODE.rejectFormat(ROUTING);
    }
    if (!ABANumberCheckDigit.ABAN_CHECK_DIGIT.isValid(stored.bankCode())) {
      return BANK_CODE.reject(
          "The check digit of the routing number is wrong: expected an ABA routing number without a"
              + " typing error.");
    }
    return Optional.empty();
  }
}
