package com.remitflex.features.recipients;

import static com.remitflex.features.recipients.RecipientField.ACCOUNT_NUMBER;
import static com.remitflex.features.recipients.RecipientField.BANK_CODE;

import com.remitflex.platform.errors.ApiError;
import java.util.List;
import java.util.Optional;

/**
 * A Mexican account, identified by its CLABE: bank (3 digits), place (3), account (11), check
 * digit.
 *
 * <p>Source: Asociación de Bancos de México and Banco de México, Clave Bancaria Estandarizada;
 * weights 3, 7, 1.
 */
record ClabeRule() implements AccountRule {
  private static final Format CLABE = Format.of("[0-9]{18}", "a CLABE of 18 digits");
  private static final Format BIC = Format.bic("MX");
  private static final WeightedCheckDigit CHECK_DIGIT = new WeightedCheckDigit(List.of(3, 7, 1));

  @Override
  public AccountFields fields() {
    Format bank = Format.of("[0-9]{3}", "the first three digits of the CLABE");
    return new AccountFields(CLABE, bank.or(BIC), "032180000118359719", "032");
  }

  @Override
  public Recipient stored(Recipient recipient) {
    return NationalRule.ungrouped(recipient);
  }

  @Override
  public Optional<ApiError> check(Recipient stored, TestAccounts testAccounts) {
    return checkClabe(stored.accountNumber(), testAccounts).or(() -> checkBank(stored));
  }

  @Override
  public Optional<ApiError> checkAlone(Recipient stored, TestAccounts testAccounts) {
    return stored.bankCode().isEmpty()
        ? checkClabe(stored.accountNumber(), testAccounts)
        : check(stored, testAccounts);
  }

  private static Optional<ApiError> checkClabe(String clabe, TestAccounts testAccounts) {
    if (!CLABE.matches(clabe)) {
      return ACCOUNT_NUMBER.rejectFormat(CLABE);
    }
    if (!CHECK_DIGIT.matches(clabe) && !testAccounts.skipsChecksum(clabe)) {
      return ACCOUNT_NUMBER.reject(
          "The check digit of the CLABE is wrong: expected a CLABE without a typing error.");
    }
    return Optional.empty();
  }

  private static Optional<ApiError> checkBank(Recipient stored) {
    String bank = stored.accountNumber().substring(0, 3);
    if (!stored.bankCode().equals(bank) && !BIC.matches(stored.bankCode())) {
      return BANK_CODE.reject(
          "The bank code is not that of the CLABE: expected the first three digits of the CLABE,"
              + " or "
              + BIC.description()
              + ".");
    }
    return Optional.empty();
  }
}
