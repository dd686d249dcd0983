package com.remitflex.features.recipients;

import static com.remitflex.features.recipients.RecipientField.ACCOUNT_NUMBER;
import static com.remitflex.features.recipients.RecipientField.BANK_COUNTRY;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.money.Currency;
import java.util.Optional;

/** The checks that a recipient passes before money is sent to it. */
public final class RecipientRules {
  private static final FreeText NAME = new FreeText(RecipientField.NAME, 140);
  private static final FreeText ADDRESS = new FreeText(RecipientField.ADDRESS, 500);
  private static final Format COUNTRY =
      Format.of("[A-Z]{2}", "an ISO 3166 code of two upper-case letters");
  private static final Format ZEROS = Format.of("0+", "zeros");

  private RecipientRules() {}

  /**
   * The recipient as it is stored: name and address in their one form, account number and bank code
   * without the spaces and hyphens that group them for the eye. Storing what is stored changes
   * nothing.
   */
  public static Recipient stored(Recipient recipient, Currency destinationCurrency) {
    Recipient trimmed =
        recipient
            .withName(FreeText.stored(recipient.name()))
            .withAddress(recipient.address().map(FreeText::stored));
    return Destinations.find(destinationCurrency, recipient.bankCountry())
        .map(rule -> rule.stored(trimmed))
        .orElse(trimmed);
  }

  /**
   * The first fault in the order name, bank country, account number, bank code, both together,
   * address: {@code INVALID_RECIPIENT} on {@code recipient.<member>}.
   */
  public static Optional<ApiError> check(
      Recipient recipient, Currency destinationCurrency, TestAccounts testAccounts) {
    Recipient stored = stored(recipient, destinationCurrency);
    return NAME.check(stored.name())
        .or(() -> checkCountry(stored, destinationCurrency))
        .or(() -> checkAccount(stored, destinationCurrency, testAccounts))
        .or(() -> stored.address().flatMap(ADDRESS::check));
  }

  private static Optional<ApiError> checkCountry(Recipient stored, Currency currency) {
    if (!COUNTRY.matches(stored.bankCountry())) {
      return BANK_COUNTRY.refuseForm(COUNTRY);
    }
    if (currency.isStablecoin()) {
      return BANK_COUNTRY.refuse(
          "No bank account receives " + currency + ": expected a fiat destination currency.");
    }
    if (Destinations.find(currency, stored.bankCountry()).isEmpty()) {
      return BANK_COUNTRY.refuse(
          "The bank country does not receive %s: expected %s."
              .formatted(currency, String.join(", ", Destinations.countries(currency))));
    }
    return Optional.empty();
  }

  private static Optional<ApiError> checkAccount(
      Recipient stored, Currency currency, TestAccounts testAccounts) {
    if (ZEROS.matches(stored.accountNumber())) {
      return ACCOUNT_NUMBER.refuse("The account number is all zeros: expected a real one.");
    }
    return Destinations.find(currency, stored.bankCountry())
        .orElseThrow(() -> new IllegalStateException("no account rule for " + currency))
        .check(stored, testAccounts);
  }
}
