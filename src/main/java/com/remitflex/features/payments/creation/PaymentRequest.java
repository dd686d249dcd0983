package com.remitflex.features.payments.creation;

import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.RecipientRules;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.features.recipients.wallets.WalletRules;
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
 * A request to create a payment. Without recipient, wallet and destination it goes to the account's
 * default recipient.
 *
 * @param destinationCurrency required with a recipient; with a wallet, by default the currency of
 *     the amount
 * @param recipient a bank account
 * @param wallet the recipient instead of a bank account; not together with one
 * @param recipientId ID of a saved recipient instead; not together with one of them
 * @param destination ID of an account of this platform; not together with any of these
 * @param corridor ID; by default the first corridor that carries the currencies
 * @param quoteId the quote that sets the price; by default the current rate does
 */
public record PaymentRequest(
    Money amount,
    Optional<Currency> destinationCurrency,
    Optional<Recipient> recipient,
    Optional<Wallet> wallet,
    Optional<String> recipientId,
    Optional<String> destination,
    Optional<String> corridor,
    Optional<String> quoteId,
    Optional<String> reference,
    Optional<Map<String, String>> metadata) {

  /** A request that names no saved recipient. */
  public PaymentRequest(
      Money amount,
      Optional<Currency> destinationCurrency,
      Optional<Recipient> recipient,
      Optional<Wallet> wallet,
      Optional<String> destination,
      Optional<String> corridor,
      Optional<String> quoteId,
      Optional<String> reference,
      Optional<Map<String, String>> metadata) {
    this(
        amount,
        destinationCurrency,
        recipient,
        wallet,
        Optional.empty(),
        destination,
        corridor,
        quoteId,
        reference,
        metadata);
  }

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
  Result<PaymentRequest> checked(Environment environment, WalletRules wallets) {
    Optional<ApiError> rejection =
        severalReceivers()
            .or(this::recipientWithoutCurrency)
            .or(this::recipientInStablecoin)
            .or(this::walletInFiat)
            .or(() -> invalidRecipient(environment))
            .or(this::malformedRecipientId)
            .or(this::malformedDestination)
            .or(() -> QuotedPrice.malformed(quoteId));
    if (rejection.isPresent()) {
      return Result.rejected(rejection.get());
    }
    Optional<Currency> arriving = wallet.map(_ -> walletCurrency()).or(() -> destinationCurrency);
    return wallet
        .map(given -> wallets.stored(given, walletCurrency(), environment).map(Optional::of))
        .orElseGet(() -> Result.ok(Optional.empty()))
        .map(stored -> stored(arriving, stored));
  }

  private PaymentRequest stored(Optional<Currency> arriving, Optional<Wallet> storedWallet) {
    return new PaymentRequest(
        amount,
        arriving,
        recipient.map(given -> RecipientRules.stored(given, arriving.orElseThrow())),
        storedWallet,
        recipientId,
        destination,
        corridor,
        quoteId,
        reference,
        metadata);
  }

  Draft.Notes notes() {
    return new Draft.Notes(reference, metadata);
  }

  /** Whether the request contains the receiver to whom the payment leaves the platform. */
  boolean namesReceiver() {
    return recipient.isPresent() || wallet.isPresent();
  }

  private Currency walletCurrency() {
    return destinationCurrency.orElse(amount.currency());
  }

  private Optional<ApiError> walletInFiat() {
    return wallet
        .flatMap(given -> destinationCurrency)
        .filter(currency -> !currency.isStablecoin())
        .map(currency ->
            ApiError.at(
                "destination_currency",
                ErrorCode.INVALID_CURRENCY,
                "A wallet is paid in a stablecoin."));
  }

  private Optional<ApiError> severalReceivers() {
    if (recipientId.isPresent() && (namesReceiver() || destination.isPresent())) {
      return Optional.of(
          ApiError.at(
              "recipient_id",
              ErrorCode.VALIDATION_ERROR,
              "Send only one of recipient, recipient_id and destination."));
    }
    return destination
        .filter(id -> namesReceiver())
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

  private Optional<ApiError> malformedRecipientId() {
    return recipientId.filter(id -> !IdPrefix.RECIPIENT.matches(id)).map(id -> unknownRecipient());
  }

  static ApiError unknownRecipient() {
    return ApiError.at(
        "recipient_id",
        ErrorCode.INVALID_RECIPIENT,
        "No saved recipient with this ID exists. Check the ID and the key.");
  }

  private Optional<ApiError> malformedDestination() {
    return destination.filter(id -> !IdPrefix.ACCOUNT.matches(id)).map(id -> unknownDestination());
  }

  static ApiError unknownDestination() {
    return ApiError.at(
        "destination", ErrorCode.INVALID_RECIPIENT, "No account with this ID can be paid.");
  }
}
