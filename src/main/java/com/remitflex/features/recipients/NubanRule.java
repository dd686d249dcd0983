package com.remitflex.features.recipients;

import static com.remitflex.features.recipients.RecipientField.ACCOUNT_NUMBER;
import static com.remitflex.features.recipients.RecipientField.BANK_CODE;

import com.remitflex.platform.errors.ApiError;
import java.util.List;
import java.util.Optional;

/**
 * A Nigerian account by its NUBAN, whose check digit covers the bank's code too.
 *
 * <p>Source: Central Bank of Nigeria, Revised Standards on Nigeria Uniform Bank Account Number
 * Scheme for Banks and Other Financial Institutions (March 2020): the check digit is over six
 * digits of institution and nine of account, weights 3, 7, 3. The six are 000 and the code of a
 * deposit bank (3 digits), or 9 and that of another institution (5 digits). For deposit banks this
 * is the sum of the first standard (August 2010). Codes of the NIP switch are others and do not
 * fit.
 */
record NubanRule() implements AccountRule {
  private static final Format NUBAN = Format.of("[0-9]{10}", "a NUBAN of 10 digits");
  private static final Format INSTITUTION =
      Format.of(
          "[0-9]{3}|[0-9]{5}|000[0-9]{3}|9[0-9]{5}",
          "the CBN's code of a bank (3 digits) or of another financial institution (5 digits)");
  private static final WeightedCheckDigit CHECK_DIGIT = new WeightedCheckDigit(List.of(3, 7, 3));

  @Override
  public Recipient stored(Recipient recipient) {
    return NationalRule.ungrouped(recipient);
  }

  @Override
  public Optional<ApiError> check(Recipient stored, TestAccounts testAccounts) {
    if (!NUBAN.matches(stored.accountNumber())) {
      return ACCOUNT_NUMBER.refuseForm(NUBAN);
    }
    if (!INSTITUTION.matches(stored.bankCode())) {
      return BANK_CODE.refuseForm(INSTITUTION);
    }
    if (!CHECK_DIGIT.fits(sixDigits(stored.bankCode()) + stored.accountNumber())) {
      return ACCOUNT_NUMBER.refuse(
          "The NUBAN's check digit does not fit: expected a NUBAN of the bank that the bank code"
              + " names, copied without a mistake.");
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
