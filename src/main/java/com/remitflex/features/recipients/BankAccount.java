package com.remitflex.features.recipients;

import com.remitflex.platform.money.Currency;
import java.util.Optional;

/**
 * A bank account of an account's owner, to which an off-ramp goes.
 *
 * @param accountNumber an IBAN, or a number in the format of the bank's country
 * @param bankCountry ISO 3166 alpha-2
 * @param routingNumber of a bank in the United States
 * @param bankCode of all other banks; not required with an IBAN or a CLABE
 * @param currency in which it is held
 */
public record BankAccount(
    String holder,
    String accountNumber,
    String bankName,
    String bankCountry,
    Optional<String> routingNumber,
    Optional<String> bankCode,
    Optional<Currency> currency) {

  /** The same account as rails and screening see every receiver; without a code, it is empty. */
  public Recipient recipient() {
    return new Recipient(
        holder,
        accountNumber,
        routingNumber.or(() -> bankCode).orElse(""),
        bankCountry,
        Optional.empty());
  }

  /** Without the account number, because this text can get into logs. */
  @Override
  public String toString() {
    return "BankAccount[" + bankCountry + " " + bankName + "]";
  }
}
