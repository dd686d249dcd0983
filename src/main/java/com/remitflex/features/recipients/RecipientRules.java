package com.remitflex.features.recipients;

import static com.remitflex.features.recipients.RecipientField.ACCOUNT_NUMBER;
import static com.remitflex.features.recipients.RecipientField.BANK_COUNTRY;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import java.util.Optional;

/** The rules for a recipient of a payment. */
public final class RecipientRules {
  static final FreeText NAME = new FreeText(RecipientField.NAME, 140);
  static final FreeText ADDRESS = new FreeText(RecipientField.ADDRESS, 500);
  private static final Format COUNTRY =
      Format.of("[A-Z]{2}", "an ISO 3166 code of two upper-case letters");
  private static final Format ZEROS = Format.of("0+", "zeros");

  private RecipientRules() {}

  /**
   * The recipient as it is stored: name and address in their stored form, account number and bank
   * code without the spaces and hyphens that group their characters. Idempotent.
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

  /** As {@link #check(Recipient, Currency, TestAccounts)}; the sandbox accepts test accounts. */
  public static Optional<ApiError> check(
      Recipient recipient, Currency destinationCurrency, Environment environment) {
    return check(recipient, destinationCurrency, accepted(environment));
  }

  private static TestAccounts accepted(Environment environment) {
    return environment == Environment.SANDBOX ? TestAccounts.ACCEPTED : TestAccounts.REJECTED;
  }

  /** As {@link #check}, except that the bank code may be empty beside an IBAN or a CLABE. */
  static Optional<ApiError> checkAccount(
      Recipient recipient, Currency destinationCurrency, Environment environment) {
    Recipient stored = stored(recipient, destinationCurrency);
    TestAccounts testAccounts = accepted(environment);
    return NAME.check(stored.name())
        .or(() -> checkCountry(stored, destinationCurrency))
        .or(() -> onlyZeros(stored))
        .or(() -> rule(stored, destinationCurrency).checkAlone(stored, testAccounts));
  }

  /**
   * The first error in the order name, bank country, account number, bank code, both together,
   * address: {@code INVALID_RECIPIENT} at {@code recipient.<field>}.
   */
  public static Optional<ApiError> check(
      Recipient recipient, Currency destinationCurrency, TestAccounts testAccounts) {
    Recipient stored = stored(recipient, destinationCurrency);
    return NAME.check(stored.name())
        .or(() -> checkCountry(stored, destinationCurrency))
        .or(() -> onlyZeros(stored))
        .or(() -> rule(stored, destinationCurrency).check(stored, testAccounts))
        .or(() -> stored.address().flatMap(ADDRESS::check));
  }

  /** The first error of a name, in any form, as {@link #check} finds it. */
  public static Optional<ApiError> checkName(String name) {
    return NAME.check(storedName(name));
  }

  /** The name as it is stored. */
  public static String storedName(String name) {
    return FreeText.stored(name);
  }

  private static Optional<ApiError> checkCountry(Recipient stored, Currency currency) {
    if (!COUNTRY.matches(stored.bankCountry())) {
      return BANK_COUNTRY.rejectFormat(COUNTRY);
    }
    if (currency.isStablecoin()) {
      return BANK_COUNTRY.reject(
          "A bank account cannot receive " + currency + ": expected a fiat destination currency.");
    }
    if (Destinations.find(currency, stored.bankCountry()).isEmpty()) {
      return BANK_COUNTRY.reject(
          "Banks in this country do not receive %s: expected %s."
              .formatted(currency, String.join(", ", Destinations.countries(currency))));
    }
    return Optional.empty();
  }

  private static Optional<ApiError> onlyZeros(Recipient stored) {
    return ZEROS.matches(stored.accountNumber())
        ? ACCOUNT_NUMBER.reject(
            "The account number has only zeros: expected a real account number.")
        : Optional.empty();
  }

  private static AccountRule rule(Recipient stored, Currency currency) {
    return Destinations.find(currency, stored.bankCountry())
        .orElseThrow(() -> new IllegalStateException("no account rule for " + currency));
  }
}
