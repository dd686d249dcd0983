package com.remitflex.features.recipients;

import com.remitflex.platform.errors.ApiError;
import java.util.Optional;

/** A country where accounts have a national number and an IBAN; either is accepted. */
record IbanOrNationalRule(IbanRule iban, NationalRule national) implements AccountRule {

  @Override
  public AccountFields fields() {
    return national.fields().or(iban.fields());
  }

  @Override
  public Recipient stored(Recipient recipient) {
    return chosen(recipient).stored(recipient);
  }

  @Override
  public Optional<ApiError> check(Recipient stored, TestAccounts testAccounts) {
    return chosen(stored).check(stored, testAccounts);
  }

  @Override
  public Optional<ApiError> checkAlone(Recipient stored, TestAccounts testAccounts) {
    return chosen(stored).checkAlone(stored, testAccounts);
  }

  private AccountRule chosen(Recipient recipient) {
    String number = Format.trimmed(recipient.accountNumber());
    return !number.isEmpty() && Character.isLetter(number.charAt(0)) ? iban : national;
  }
}
