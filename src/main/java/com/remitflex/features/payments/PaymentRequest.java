package com.remitflex.features.payments;

import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.RecipientJson;
import com.remitflex.features.recipients.RecipientRules;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonValue;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.Map;
import java.util.Optional;

/** The body of POST /v1/payments, each member checked by itself. */
record PaymentRequest(
    Money amount,
    Optional<Currency> destinationCurrency,
    Optional<Recipient> recipient,
    Optional<String> destination,
    Optional<String> corridor,
    Optional<String> reference,
    Optional<Map<String, String>> metadata) {

  private static final int LONGEST_REFERENCE = 255;
  private static final int MOST_METADATA = 50;
  private static final int LONGEST_METADATA_NAME = 40;
  private static final int LONGEST_METADATA_VALUE = 500;

  /** Long enough for whatever the recipient's own rules say of a value. */
  private static final int LONGEST_MEMBER = 1_000;

  /**
   * Reads the body.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY,
   *     INVALID_AMOUNT, INVALID_RECIPIENT
   */
  static PaymentRequest read(JsonObject body, Environment environment) {
    JsonValue.Number amount = body.requireNumber("amount");
    Currency currency = body.requireCurrency("currency");
    Optional<Currency> destinationCurrency = body.currency("destination_currency");
    Optional<JsonObject> recipient = body.object("recipient");
    Optional<Recipient> parsed = recipient.map(PaymentRequest::recipient);
    Optional<String> destination = body.string("destination", LONGEST_MEMBER);
    Optional<String> corridor = body.string("corridor", LONGEST_MEMBER);
    Optional<String> reference = body.string("reference", LONGEST_REFERENCE);
    Optional<Map<String, String>> metadata =
        body.strings("metadata", MOST_METADATA, LONGEST_METADATA_NAME, LONGEST_METADATA_VALUE);
    body.rejectUnknown();

    if (!currency.isStablecoin()) {
      throw ApiError.at(
              "currency",
              ErrorCode.INVALID_CURRENCY,
              "Payments are sent in USDC, USDT, EURC or PYUSD.")
          .exception();
    }
    Money money = body.money("amount", amount, currency);
    if (parsed.isPresent() && destination.isPresent()) {
      throw body.error("destination", "Send either recipient or destination, not both.");
    }
    return new PaymentRequest(
        money,
        destinationCurrency,
        parsed.map(given -> checked(given, destinationCurrency, environment, body)),
        destination.map(PaymentRequest::account),
        corridor,
        reference,
        metadata);
  }

  private static Recipient recipient(JsonObject object) {
    Recipient recipient = RecipientJson.take(object);
    object.rejectUnknown();
    return recipient;
  }

  private static Recipient checked(
      Recipient given,
      Optional<Currency> destinationCurrency,
      Environment environment,
      JsonObject body) {
    Currency currency =
        destinationCurrency.orElseThrow(
            () -> body.error("destination_currency", "Required with a recipient."));
    if (currency.isStablecoin()) {
      throw ApiError.at(
              "destination_currency",
              ErrorCode.INVALID_CURRENCY,
              "A bank account is paid in a fiat currency.")
          .exception();
    }
    RecipientJson.fault(given, currency, environment)
        .ifPresent(fault -> {
          throw fault.exception();
        });
    return RecipientRules.stored(given, currency);
  }

  private static String account(String id) {
    if (!IdPrefix.ACCOUNT.matches(id)) {
      throw unknownDestination().exception();
    }
    return id;
  }

  static ApiError unknownDestination() {
    return ApiError.at(
        "destination", ErrorCode.INVALID_RECIPIENT, "No account with this id can be paid.");
  }
}
