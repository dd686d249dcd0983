package com.remitflex.features.recipients;

import java.util.Optional;

/**
 * The holder of a bank account that receives a payment.
 *
 * @param accountNumber an IBAN, or a number in the format of the bank's country
 * @param bankCode a BIC, or a national bank code
 * @param bankCountry ISO 3166 alpha-2
 */
public record Recipient(
    String name,
    String accountNumber,
    String bankCode,
    String bankCountry,
    Optional<String> address) {

  Recipient withName(String other) {
    return new Recipient(other, accountNumber, bankCode, bankCountry, address);
  }

  Recipient withAccountNumber(String other) {
    return new Recipient(name, other, bankCode, bankCountry, address);
  }

  Recipient withBankCode(String other) {
    return new Recipient(name, accountNumber, other, bankCountry, address);
  }

  Recipient withBankCountry(String other) {
    return new Recipient(name, accountNumber, bankCode, other, address);
  }

  Recipient withAddress(Optional<String> other) {
    return new Recipient(name, accountNumber, bankCode, bankCountry, other);
  }

  /** Without the account number, because this text can get into logs. */
  @Override
  public String toString() {
    return "Recipient[" + bankCountry + " " + bankCode + "]";
  }
}
