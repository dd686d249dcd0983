package com.remitflex.features.recipients;

import com.remitflex.platform.errors.ApiError;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Canadian account with its institution and transit number.
 *
 * <p>Payments Canada writes the two as {@code 0IIITTTTT} in electronic payments, which is the
 * stored form, and as {@code TTTTT-III} on cheques. Eight digits without a hyphen are rejected:
 * their order is ambiguous.
 */
record TransitNumberRule() implements AccountRule {
  private static final Pattern ON_CHEQUES =
      Pattern.compile("([0-9]{5})" + Format.SPACE_OR_HYPHEN + "([0-9]{3})");
  private static final NationalRule ELECTRONIC =
      NationalRule.of(
          Format.digits(5, 12),
          Format.of(
              "0[0-9]{8}",
              "0, the 3-digit institution and the 5-digit transit number, or transit-institution"
                  + " as on cheques (12345-678)"),
          "1234567",
          "000312345");

  @Override
  public AccountFields fields() {
    return ELECTRONIC.fields();
  }

  @Override
  public Recipient stored(Recipient recipient) {
    Matcher cheque = ON_CHEQUES.matcher(Format.trimmed(recipient.bankCode()));
    return ELECTRONIC.stored(
        cheque.matches()
            ? recipient.withBankCode("0" + cheque.group(2) + cheque.group(1))
            : recipient);
  }

  @Override
  public Optional<ApiError> check(Recipient stored, TestAccounts testAccounts) {
    return ELECTRONIC.check(stored, testAccounts);
  }
}
