package com.remitflex.features.recipients;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.text.Names;
import java.util.Optional;

/**
 * The rules for the bank account of an off-ramp: those for the recipient of a payment, with its own
 * field names. An IBAN or a CLABE contains the code of its bank, so that it needs none.
 */
public final class BankAccountRules {
  private static final String FIELD = "bank_account.";
  private static final int MAX_BANK_NAME = 140;
  private static final String UNITED_STATES = "US";

  private BankAccountRules() {}

  /** The account as it is stored, without spaces that group characters. Idempotent. */
  public static BankAccount stored(BankAccount given, Currency destination) {
    Recipient stored = RecipientRules.stored(given.recipient(), destination);
    return new BankAccount(
        stored.name(),
        stored.accountNumber(),
        Names.stored(given.bankName()),
        stored.bankCountry(),
        given.routingNumber().map(number -> stored.bankCode()),
        given.bankCode().map(code -> stored.bankCode()),
        given.currency());
  }

  /** The first error, at {@code bank_account.<field>}. */
  public static Optional<ApiError> check(
      BankAccount given, Currency destination, Environment environment) {
    BankAccount stored = stored(given, destination);
    return bothCodes(given)
        .or(() -> otherCurrency(given, destination))
        .or(() -> invalidBankName(stored.bankName()))
        .or(() -> codeOfOtherCountry(given))
        .or(() ->
            RecipientRules.checkAccount(stored.recipient(), destination, environment)
                .map(error -> named(error, stored)));
  }

  private static Optional<ApiError> bothCodes(BankAccount given) {
    return given.routingNumber().isPresent() && given.bankCode().isPresent()
        ? reject(
            "bank_code",
            "Send routing_number for a bank in the United States, or bank_code for any other bank,"
                + " not both.")
        : Optional.empty();
  }

  private static Optional<ApiError> otherCurrency(BankAccount given, Currency destination) {
    return given
        .currency()
        .filter(currency -> currency != destination)
        .map(currency ->
            ApiError.at(
                FIELD + "currency",
                ErrorCode.INVALID_CURRENCY,
                "The bank account is held in "
                    + currency
                    + ", but destination_currency is "
                    + destination
                    + ": send the same currency, or leave this field out."));
  }

  private static Optional<ApiError> invalidBankName(String stored) {
    return Names.error(stored, MAX_BANK_NAME)
        .flatMap(error -> reject("bank_name", "The bank name " + error + "."));
  }

  private static Optional<ApiError> codeOfOtherCountry(BankAccount given) {
    boolean isAmerican = given.bankCountry().equals(UNITED_STATES);
    if (isAmerican && given.bankCode().isPresent()) {
      return reject(
          "bank_code",
          "A bank in the United States is named by routing_number: send that instead.");
    }
    if (!isAmerican && given.routingNumber().isPresent()) {
      return reject(
          "routing_number",
          "Only banks in the United States have a routing number: send bank_code instead.");
    }
    return Optional.empty();
  }

  private static Optional<ApiError> reject(String field, String message) {
    return Optional.of(ApiError.at(FIELD + field, ErrorCode.INVALID_RECIPIENT, message));
  }

  /** The error of a recipient's field at the field of the bank account. */
  private static ApiError named(ApiError error, BankAccount account) {
    String field = error.field().orElseThrow().replaceFirst("^recipient\\.", "");
    return ApiError.at(
        FIELD
            + switch (field) {
              case "name" -> "account_holder_name";
              case "bank_code" ->
                  account.bankCountry().equals(UNITED_STATES) ? "routing_number" : "bank_code";
              default -> field;
            },
        error.code(),
        error.message());
  }
}
