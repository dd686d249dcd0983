package com.remitflex.features.recipients;

import static com.remitflex.features.recipients.RecipientField.ACCOUNT_NUMBER;
import static com.remitflex.features.recipients.RecipientField.BANK_CODE;

import com.remitflex.platform.errors.ApiError;
import java.util.List;
import java.util.Optional;

/**
 * A Nigerian account, identified by its NUBAN, whose check digit also covers the bank's code.
 *
 * <p>Source: Central Bank of Nigeria, Revised Standards on Nigeria Uniform Bank Account Number
 * Scheme for Banks and Other Financial Institutions (March 2020): the check digit covers six digits
 * of the institution and nine of the account, weights 3, 7, 3. The six digits are 000 and the code
 * of a deposit bank (3 digits), or 9 and the code of another institution (5 digits). For deposit
 * banks this is the sum of the first standard (August 2010). The codes of the NIP switch differ and
 * do not match.
 */
record NubanRule() implements AccountRule {
  private static final Format NUBAN = Format.of("[0-9]{10}", "a NUBAN of 10 digits");
  private static final Format INSTITUTION =
      Format.of(
          "[0-9]{3}|[0-9]{5}|000[0-9]{3}|9[0-9]{5}",
          "the CBN's code of a bank (3 digits) or of another financial institution (5 digits)");
  private static final WeightedCheckDigit CHECK_DIGIT = new WeightedCheckDigit(List.of(3, 7, 3));

  @Override
  public AccountFields fields() {
    return new AccountFields(NUBAN, INSTITUTION, "0000014579", "011");
  }

  @Override
  public Recipient stored(Recipient recipient) {
    return NationalRule.ungrouped(recipient);
  }

  @Override
  public Optional<ApiError> check(Recipient stored, TestAccounts testAccounts) {
    if (!NUBAN.matches(stored.accountNumber())) {
      return ACCOUNT_NUMBER.rejectFormat(NUBAN);
    }
    if (!INSTITUTION.matches(stored.bankCode())) {
      return BANK_CODE.rejectFormat(INSTITUTION);
    }
    if (!CHECK_DIGIT.matches(sixDigits(stored.bankCode()) + stored.accountNumber())) {
      return ACCOUNT_NUMBER.reject(
          "The check digit of the NUBAN is wrong: expected a NUBAN of the bank with this bank code,"
              + " without a typing error.");
    }
    return Optional.empty();
  }

  private static String sixDigits(String institution) {
    return switch (institution.length()) {
      case 3 -> "000" + institution;
      case 5 -> "9" + institution;
      default -> institution;
    };
  }
}
