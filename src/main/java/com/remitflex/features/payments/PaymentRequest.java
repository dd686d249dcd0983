package com.remitflex.features.payments;

import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.RecipientRules;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.Map;
import java.util.Optional;

/**
 * A request to create a payment. Without recipient and destination it goes to the account's default
 * recipient.
 *
 * @param destinationCurrency required with a recipient
 * @param destination ID of an account of this platform; not together with a recipient
 * @param corridor ID; by default the first corridor that carries the currencies
 */
public record PaymentRequest(
    Money amount,
    Optional<Currency> destinationCurrency,
    Optional<Recipient> recipient,
    Optional<String> destination,
    Optional<String> corridor,
    Optional<String> reference,
    Optional<Map<String, String>> metadata) {

  /** Maximum length of a reference, in Unicode code points. */
  public static final int MAX_REFERENCE = 255;

  /** Maximum length of a field whose own rule is stricter, in Unicode code points. */
  public static final int MAX_FIELD = 1_000;

  /**
   * Rejects a currency that cannot be sent.
   *
   * @throws com.remitflex.platform.errors.ApiException INVALID_CURRENCY
   */
  public static void requireSendable(Currency currency) {
    if (!currency.isStablecoin()) {
      throw ApiError.at(
              "currency",
              ErrorCode.INVALID_CURRENCY,
              "Payments are sent in USDC, USDT, EURC or PYUSD.")
          .exception();
    }
  }

  /** The request as it is stored, checked by all rules that need no state of the platform. */
  @CheckReturnValue
  Result<PaymentRequest> checked(Environment environment) {
    Optional<ApiError> rejection =
        recipientAndDestination()
            .or(this::recipientWithoutCurrency)
            .or(this::recipientInStablecoin)
            .or(() -> invalidRecipient(environment))
            .or(this::malformedDestination);
    return rejection.<Result<PaymentRequest>>map(Result::rejected).orElseGet(this::stored);
  }

  private Result<PaymentRequest> stored() {
    return Result.ok(
        new PaymentRequest(
            amount,
            destinationCurrency,
            recipient.map(given -> RecipientRules.stored(given, destinationCurrency.orElseThrow())),
            destination,
            corridor,
            reference,
            metadata));
  }

  private Optional<ApiError> recipientAndDestination() {
    return recipient
        .flatMap(given -> destination)
        .map(id ->
            ApiError.at(
                "destination",
                ErrorCode.VALIDATION_ERROR,
                "Send either recipient or destination, not both."));
  }

  private Optional<ApiError> recipientWithoutCurrency() {
    return recipient
        .filter(given -> destinationCurrency.isEmpty())
        .map(given ->
            ApiError.at(
                "destination_currency", ErrorCode.VALIDATION_ERROR, "Required with a recipient."));
  }

  private Optional<ApiError> recipientInStablecoin() {
    return recipient
        .flatMap(given -> destinationCurrency)
        .filter(Currency::isStablecoin)
        .map(currency ->
            ApiError.at(
                "destination_currency",
                ErrorCode.INVALID_CURRENCY,
                "A bank account is paid in a fiat currency."));
  }

  private Optional<ApiError> invalidRecipient(Environment environment) {
    return recipient.flatMap(
        given -> RecipientRules.check(given, destinationCurrency.orElseThrow(), environment));
  }

  private Optional<ApiError> malformedDestination() {
    return destination.filter(id -> !IdPrefix.ACCOUNT.matches(id)).map(id -> unknownDestination());
  }

  static ApiError unknownDestination() {
    return ApiError.at(
        "destination", ErrorCode.INVALID_RECIPIENT, "No account with this ID can be paid.");
  }
}
