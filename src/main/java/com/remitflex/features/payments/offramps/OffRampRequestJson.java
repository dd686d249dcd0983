package com.remitflex.features.payments.offramps;

import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.creation.OffRampRequest;
import com.remitflex.features.payments.creation.PaymentRequest;
import com.remitflex.features.payments.creation.PaymentRequestJson;
import com.remitflex.features.recipients.BankAccount;
import com.remitflex.features.recipients.BankAccountJson;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonValue;
import com.remitflex.platform.money.Currency;
import java.util.Map;
import java.util.Optional;

/** The JSON of requests for off-ramps. */
final class OffRampRequestJson {
  private OffRampRequestJson() {}

  /**
   * Reads the body of POST /v1/off-ramps.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY,
   *     INVALID_AMOUNT
   */
  static OffRampRequest read(JsonObject body) {
    JsonValue.Number amount = body.requireNumber("amount");
    Currency source = body.requireCurrency("source_currency");
    Currency destination = body.requireCurrency("destination_currency");
    BankAccount account =
        body.object("bank_account")
            .map(BankAccountJson::read)
            .orElseThrow(() -> body.error("bank_account", "Required."));
    Optional<String> quoteId = body.string("quote_id", PaymentRequest.MAX_FIELD);
    Optional<String> reference = body.string("reference", Payment.MAX_REFERENCE);
    Optional<Map<String, String>> metadata = PaymentRequestJson.metadata(body);
    body.rejectUnknown();
    return new OffRampRequest(
        body.money("amount", amount, source), destination, account, quoteId, reference, metadata);
  }
}
