package com.remitflex.features.recipients;

import com.remitflex.platform.errors.ApiError;
import java.util.Optional;

/** The format of account number and bank code in one country. */
sealed interface AccountRule
    permits IbanRule,
        IbanOrNationalRule,
        NationalRule,
        TransitNumberRule,
        RoutingNumberRule,
        ClabeRule,
        NubanRule {

  /** The recipient with account number and bank code as they are stored. */
  default Recipient stored(Recipient recipient) {
    return recipient
        .withAccountNumber(Format.withoutSpaces(recipient.accountNumber()))
        .withBankCode(Format.withoutSpaces(recipient.bankCode()));
  }

  /** The formats that {@link #check} requires at least, for those who enter an account. */
  AccountFields fields();

  /**
   * The first error of a recipient as it is stored: of the account number, then of the bank code,
   * then of both together.
   */
  Optional<ApiError> check(Recipient stored, TestAccounts testAccounts);

  /** As {@link #check}; the bank code may be empty if the account number says which bank it is. */
  default Optional<ApiError> checkAlone(Recipient stored, TestAccounts testAccounts) {
    return check(stored, testAccounts);
  }
}
