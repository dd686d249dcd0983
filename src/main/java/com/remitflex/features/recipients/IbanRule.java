package com.remitflex.features.recipients;

import static com.remitflex.features.recipients.RecipientField.ACCOUNT_NUMBER;
import static com.remitflex.features.recipients.RecipientField.BANK_CODE;

import com.remitflex.platform.errors.ApiError;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.iban4j.CountryCode;
import org.iban4j.IbanFormatException;
import org.iban4j.IbanUtil;
import org.iban4j.InvalidCheckDigitException;
import org.iban4j.bban.BbanStructure;
import org.iban4j.bban.BbanStructureEntry;

/**
 * An IBAN (ISO 13616) with a BIC (ISO 9362) of the same country.
 *
 * <p>Lengths and structures are those of the SWIFT IBAN Registry; the check digits are ISO 7064 MOD
 * 97-10. National check digits inside an IBAN are not checked.
 */
record IbanRule(String country) implements AccountRule {
  private static final Format SHAPE =
      Format.of(
          "[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}",
          "an IBAN: a country code, two check digits, then 11 to 30 upper-case letters and digits");

  /** ISO 13616 uses 02 to 98; every other pair has the same remainder as one of these. */
  private static final Format CHECK_DIGITS =
      Format.of("0[2-9]|[1-8][0-9]|9[0-8]", "check digits from 02 to 98");

  @Override
  public AccountFields fields() {
    String bban = sampleBban();
    String digits = IbanUtil.calculateCheckDigit(country + "00" + bban);
    return new AccountFields(
        Format.of(
            country + "(?:" + CHECK_DIGITS.pattern() + ")" + bbanPattern(),
            "an IBAN of %d characters that begins with %s"
                .formatted(IbanUtil.getIbanLength(CountryCode.valueOf(country)), country)),
        Format.bic(country),
        country + digits + bban,
        "BANK" + country + "22");
  }

  private List<BbanStructureEntry> structure() {
    return BbanStructure.forCountry(CountryCode.valueOf(country)).getEntries();
  }

  private String bbanPattern() {
    return structure().stream()
        .map(entry ->
            switch (entry.getCharacterType()) {
                  case n -> "[0-9]";
                  case a -> "[A-Z]";
                  case c -> "[A-Z0-9]";
                }
                + "{"
                + entry.getLength()
                + "}")
        .collect(Collectors.joining());
  }

  private String sampleBban() {
    StringBuilder sample = new StringBuilder();
    for (BbanStructureEntry entry : structure()) {
      for (int i = 0; i < entry.getLength(); i++) {
        sample.append(
            entry.getCharacterType() == BbanStructureEntry.EntryCharacterType.a
                ? (char) ('A' + i % 26)
                : (char) ('0' + (i + 1) % 10));
      }
    }
    return sample.toString();
  }

  @Override
  public Optional<ApiError> check(Recipient stored, TestAccounts testAccounts) {
    Optional<ApiError> error = checkIban(stored.accountNumber(), testAccounts);
    if (error.isPresent()) {
      return error;
    }
    if (!Format.bic(country).matches(stored.bankCode())) {
      return BANK_CODE.rejectFormat(Format.bic(country));
    }
    return Optional.empty();
  }

  @Override
  public Optional<ApiError> checkAlone(Recipient stored, TestAccounts testAccounts) {
    return stored.bankCode().isEmpty()
        ? checkIban(stored.accountNumber(), testAccounts)
        : check(stored, testAccounts);
  }

  private Optional<ApiError> checkIban(String iban, TestAccounts testAccounts) {
    if (!SHAPE.matches(iban)) {
      return ACCOUNT_NUMBER.rejectFormat(SHAPE);
    }
    if (!iban.startsWith(country)) {
      return ACCOUNT_NUMBER.reject(
          "The IBAN is not of the bank country: expected an IBAN that begins with "
              + country
              + ".");
    }
    int length = IbanUtil.getIbanLength(CountryCode.valueOf(country));
    if (iban.length() != length) {
      return ACCOUNT_NUMBER.reject(
          "The IBAN has %s characters: expected %s for %s."
              .formatted(iban.length(), length, country));
    }
    if (testAccounts.skipsChecksum(iban)) {
      return Optional.empty();
    }
    return checkStructureAndDigits(iban);
  }

  private Optional<ApiError> checkStructureAndDigits(String iban) {
    // The library's messages contain the whole IBAN.
    try {
      IbanUtil.validate(iban);
    } catch (IbanFormatException e) {
      return ACCOUNT_NUMBER.reject(
          "The IBAN has letters and digits in the wrong places: expected the structure for %s."
              .formatted(country));
    } catch (InvalidCheckDigitException e) {
      return badCheckDigits();
    }
    return CHECK_DIGITS.matches(iban.substring(2, 4)) ? Optional.empty() : badCheckDigits();
  }

  private static Optional<ApiError> badCheckDigits() {
    return ACCOUNT_NUMBER.reject(
        "The check digits of the IBAN are wrong: expected an IBAN without a typing error.");
  }
}
