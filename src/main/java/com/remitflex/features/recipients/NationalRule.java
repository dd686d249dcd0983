package com.remitflex.features.recipients;

import static com.remitflex.features.recipients.RecipientField.ACCOUNT_NUMBER;
import static com.remitflex.features.recipients.RecipientField.BANK_CODE;

import com.remitflex.platform.errors.ApiError;
import java.util.Optional;

/** A national account number and bank code with a format, but without a public checksum. */
record NationalRule(AccountFields fields) implements AccountRule {

  static NationalRule of(
      Format accountNumber, Format bankCode, String exampleNumber, String exampleCode) {
    return new NationalRule(new AccountFields(accountNumber, bankCode, exampleNumber, exampleCode));
  }

  @Override
  public Recipient stored(Recipient recipient) {
    return ungrouped(recipient);
  }

  /** The recipient without the spaces and hyphens in its account number and bank code. */
  static Recipient ungrouped(Recipient recipient) {
    return recipient
        .withAccountNumber(Format.withoutSpacesAndHyphens(recipient.accountNumber()))
        .withBankCode(Format.withoutSpacesAndHyphens(recipient.bankCode()));
  }

  @Override
  public Optional<ApiError> check(Recipient stored, TestAccounts testAccounts) {
    if (!fields.accountNumber().matches(stored.accountNumber())) {
      return ACCOUNT_NUMBER.rejectFormat(fields.accountNumber());
    }
    if (!fields.bankCode().matches(stored.bankCode())) {
      return BANK_CODE.rejectFormat(fields.bankCode());
    }
    return Optional.empty();
  }
}
