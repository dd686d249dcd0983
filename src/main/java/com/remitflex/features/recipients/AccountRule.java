package com.remitflex.features.recipients;

import com.remitflex.platform.errors.ApiError;
import java.util.Optional;

/** What a bank account in one country looks like. */
sealed interface AccountRule
    permits IbanRule,
        IbanOrNationalRule,
        NationalRule,
        TransitNumberRule,
        RoutingNumberRule,
        ClabeRule,
        NubanRule {

  /** The recipient with account number and bank code in their one stored form. */
  default Recipient stored(Recipient recipient) {
    return recipient
        .withAccountNumber(Format.withoutSpaces(recipient.accountNumber()))
        .withBankCode(Format.withoutSpaces(recipient.bankCode()));
  }

  /**
   * The first fault of a recipient in its stored form: the account number's, then the bank code's,
   * then that of both together.
   */
  Optional<ApiError> check(Recipient stored, TestAccounts testAccounts);
}
