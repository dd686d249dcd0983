package com.remitflex.features.recipients;

/**
 * The account number and the bank code of the accounts in one country, as they are stored.
 *
 * @param exampleNumber a made-up account number that is valid together with the example code
 */
record AccountFields(
    Format accountNumber, Format bankCode, String exampleNumber, String exampleCode) {

  /** Either of two kinds of accounts; the examples are those of the first. */
  AccountFields or(AccountFields other) {
    return new AccountFields(
        accountNumber.or(other.accountNumber),
        bankCode.or(other.bankCode),
        exampleNumber,
        exampleCode);
  }
}
