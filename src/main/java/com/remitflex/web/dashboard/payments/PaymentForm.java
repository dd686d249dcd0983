package com.remitflex.web.dashboard.payments;

import com.remitflex.features.payments.PaymentRequest;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.FormFields;
import java.util.List;
import java.util.Optional;

/** The form for a new payment. */
record PaymentForm(Form form) {
  private static final List<String> RECIPIENT_FIELDS =
      List.of("name", "account_number", "bank_code", "bank_country");

  /**
   * The payment that the form requests.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY,
   *     INVALID_AMOUNT
   */
  PaymentRequest read() {
    FormFields fields = new FormFields(form);
    String amount = fields.requireNumber("amount");
    Currency currency = fields.requireCurrency("currency");
    PaymentRequest.requireSendable(currency);
    return new PaymentRequest(
        Money.parse("amount", amount, currency),
        fields.currency("destination_currency"),
        recipient(fields),
        Optional.empty(),
        fields.text("destination", PaymentRequest.MAX_FIELD),
        Optional.empty(),
        fields.text("reference", PaymentRequest.MAX_REFERENCE),
        Optional.empty());
  }

  private Optional<Recipient> recipient(FormFields fields) {
    if (RECIPIENT_FIELDS.stream().allMatch(field -> form.find(field).isEmpty())) {
      return Optional.empty();
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
            .text("destination", "destination")
            .texts("recipient", "name", "account_number", "bank_code", "bank_country")
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
