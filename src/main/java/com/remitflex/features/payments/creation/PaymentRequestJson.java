package com.remitflex.features.payments.creation;

import com.remitflex.features.payments.Payment;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.RecipientJson;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.features.recipients.wallets.WalletJson;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonValue;
import com.remitflex.platform.money.Currency;
import java.util.Map;
import java.util.Optional;

/** The JSON of requests for payments. */
public final class PaymentRequestJson {
  private static final int MAX_METADATA_PAIRS = 50;
  private static final int MAX_METADATA_NAME = 40;
  private static final int MAX_METADATA_VALUE = 500;

  private PaymentRequestJson() {}

  /**
   * Reads the body of POST /v1/payments.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY,
   *     INVALID_AMOUNT
   */
  static PaymentRequest read(JsonObject body) {
    JsonValue.Number amount = body.requireNumber("amount");
    Currency currency = body.requireCurrency("currency");
    Optional<Currency> destinationCurrency = body.currency("destination_currency");
    Optional<JsonObject> receiver = body.object("recipient");
    Optional<Wallet> wallet =
        receiver.filter(object -> object.has(WalletJson.FIELD)).map(WalletJson::read);
    Optional<Recipient> recipient =
        receiver.filter(object -> wallet.isEmpty()).map(PaymentRequestJson::recipient);
    Optional<String> recipientId = body.string("recipient_id", PaymentRequest.MAX_FIELD);
    Optional<String> destination = body.string("destination", PaymentRequest.MAX_FIELD);
    Optional<String> corridor = body.string("corridor", PaymentRequest.MAX_FIELD);
    Optional<String> quoteId = body.string("quote_id", PaymentRequest.MAX_FIELD);
    Optional<String> reference = body.string("reference", Payment.MAX_REFERENCE);
    Optional<Map<String, String>> metadata = metadata(body);
    body.rejectUnknown();
    PaymentRequest.requireSendable(currency);
    return new PaymentRequest(
        body.money("amount", amount, currency),
        destinationCurrency,
        recipient,
        wallet,
        recipientId,
        destination,
        corridor,
        quoteId,
        reference,
        metadata);
  }

  /**
   * Reads the metadata of a request.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static Optional<Map<String, String>> metadata(JsonObject body) {
    return body.strings("metadata", MAX_METADATA_PAIRS, MAX_METADATA_NAME, MAX_METADATA_VALUE);
  }

  private static Recipient recipient(JsonObject object) {
    Recipient recipient = RecipientJson.take(object);
    object.rejectUnknown();
    return recipient;
  }
}
