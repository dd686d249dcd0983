package com.remitflex.web.dashboard.payments;

import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.creation.PaymentRequest;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.FormFields;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The form for a new payment. */
record PaymentForm(Form form) {
  private static final List<String> RECIPIENT_FIELDS =
      List.of("name", "account_number", "bank_code", "bank_country");
  private static final List<String> WALLET_FIELDS = List.of("network", "address");

  /**
   * The payment that the form requests.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY,
   *     INVALID_AMOUNT
   */
  PaymentRequest read() {
    FormFields fields = new FormFields(form);
    return new PaymentRequest(
        amount(),
        fields.currency("destination_currency"),
        recipient(fields),
        wallet(fields),
        fields.text("recipient_id", PaymentRequest.MAX_FIELD),
        fields.text("destination", PaymentRequest.MAX_FIELD),
        Optional.empty(),
        fields.text("quote_id", PaymentRequest.MAX_FIELD),
        fields.text("reference", Payment.MAX_REFERENCE),
        Optional.empty());
  }

  /**
   * What the form sends.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY,
   *     INVALID_AMOUNT
   */
  Money amount() {
    FormFields fields = new FormFields(form);
    String amount = fields.requireNumber("amount");
    Currency currency = fields.requireCurrency("currency");
    PaymentRequest.requireSendable(currency);
    return Money.parse("amount", amount, currency);
  }

  /**
   * The currency that arrives.
   *
   * @param paidIn that of the saved recipient, if the form has no account or wallet of its own
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY
   */
  Currency arrives(Supplier<Optional<Currency>> paidIn) {
    FormFields fields = new FormFields(form);
    if (hasAny(WALLET_FIELDS)) {
      return fields.requireCurrency("currency");
    }
    return fields
        .currency("destination_currency")
        .or(() -> hasAny(RECIPIENT_FIELDS) ? Optional.empty() : paidIn.get())
        .orElseGet(() -> fields.requireCurrency("destination_currency"));
  }

  private boolean hasAny(List<String> names) {
    return names.stream().anyMatch(name -> form.find(name).isPresent());
  }

  private Optional<Wallet> wallet(FormFields fields) {
    if (!hasAny(WALLET_FIELDS)) {
      return Optional.empty();
    }
    return Optional.of(new Wallet(wallet(fields, "network"), wallet(fields, "address")));
  }

  private static String wallet(FormFields fields, String field) {
    return fields.requireText(field, "recipient.wallet." + field, PaymentRequest.MAX_FIELD);
  }

  private Optional<Recipient> recipient(FormFields fields) {
    if (!hasAny(RECIPIENT_FIELDS)) {
      return Optional.empty();
    }
    if (hasAny(WALLET_FIELDS)) {
      throw ApiError.at(
              "recipient",
              ErrorCode.VALIDATION_ERROR,
              "Fill in either a bank account or a wallet, and clear the other.")
          .exception();
    }
    return Optional.of(
        new Recipient(
            recipient(fields, "name"),
            recipient(fields, "account_number"),
            recipient(fields, "bank_code"),
            recipient(fields, "bank_country"),
            Optional.empty()));
  }

  private static String recipient(FormFields fields, String field) {
    return fields.requireText(field, "recipient." + field, PaymentRequest.MAX_FIELD);
  }

  /** The same request to the API, as a curl command. */
  String curl(String publicUrl) {
    String body =
        new CurlJson(form)
            .number("amount", "amount")
            .text("currency", "currency")
            .text("destination_currency", "destination_currency")
            .text("recipient_id", "recipient_id")
            .text("destination", "destination")
            .texts("recipient", "name", "account_number", "bank_code", "bank_country")
            .wallet("network", "address")
            .text("quote_id", "quote_id")
            .text("reference", "reference")
            .json();
    return "curl -X POST "
        + publicUrl
        + "/v1/payments \\\n  -H \"Authorization: Bearer $REMITFLEX_API_KEY\" \\\n"
        + "  -H \"Idempotency-Key: $(uuidgen)\" \\\n  -H \"Content-Type: application/json\" \\\n"
        + "  -d '"
        + body.replace("'", "'\\''")
        + "'";
  }
}
