package com.remitflex.features.recipients;

import static com.remitflex.features.recipients.RecipientField.ACCOUNT_NUMBER;
import static com.remitflex.features.recipients.RecipientField.BANK_CODE;

import com.remitflex.platform.errors.ApiError;
import java.util.Optional;
import org.iban4j.CountryCode;
import org.iban4j.IbanFormatException;
import org.iban4j.IbanUtil;
import org.iban4j.InvalidCheckDigitException;

/**
 * An IBAN (ISO 13616) with a BIC (ISO 9362) of the same country.
 *
 * <p>Lengths and structures are those of the SWIFT IBAN Registry; the check digits are ISO 7064 MOD
 * 97-10. National check digits inside an IBAN are not looked at.
 */
record IbanRule(String country) implements AccountRule {
  private static final Format SHAPE =
      Format.of(
          "[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}",
          "an IBAN: a country code, two check digits, then 11 to 30 upper-case letters and digits");

  /** ISO 13616 makes 02 to 98; the rest have the same remainder as one of these. */
  private static final Format CHECK_DIGITS =
      Format.of("0[2-9]|[1-8][0-9]|9[0-8]", "check digits from 02 to 98");

  @Override
  public Optional<ApiError> check(Recipient stored, TestAccounts testAccounts) {
    Optional<ApiError> fault = checkIban(stored.accountNumber(), testAccounts);
    if (fault.isPresent()) {
      return fault;
    }
    if (!Format.bic(country).matches(stored.bankCode())) {
      return BANK_CODE.refuseForm(Format.bic(country));
    }
    return Optional.empty();
  }

  private Optional<ApiError> checkIban(String iban, TestAccounts testAccounts) {
    if (!SHAPE.matches(iban)) {
      return ACCOUNT_NUMBER.refuseForm(SHAPE);
    }
    if (!iban.startsWith(country)) {
      return ACCOUNT_NUMBER.refuse(
          "The IBAN is not of the bank country: expected one that begins with " + country + ".");
    }
    int length = IbanUtil.getIbanLength(CountryCode.valueOf(country));
    if (iban.length() != length) {
      return ACCOUNT_NUMBER.refuse(
          "The IBAN has %s characters: expected %s in %s."
              .formatted(iban.length(), length, country));
    }
    if (testAccounts.excuse(iban)) {
      return Optional.empty();
    }
    return checkStructureAndDigits(iban);
  }

  private Optional<ApiError> checkStructureAndDigits(String iban) {
    // The library's own messages hold the whole IBAN.
    try {
      IbanUtil.validate(iban);
    } catch (IbanFormatException e) {
      return ACCOUNT_NUMBER.refuse(
          "The IBAN mixes up letters and digits: expected the structure that is registered for %s."
              .formatted(country));
    } catch (InvalidCheckDigitException e) {
      return badCheckDigits();
    }
    return CHECK_DIGITS.matches(iban.substring(2, 4)) ? Optional.empty() : badCheckDigits();
  }

  private static Optional<ApiError> badCheckDigits() {
    return ACCOUNT_NUMBER.refuse(
        "The IBAN's check digits do not fit: expected an IBAN copied without a mistake.");
  }
}
